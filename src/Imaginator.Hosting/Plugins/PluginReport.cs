namespace Imaginator.Hosting.Plugins;

/// <summary>The output of <c>-listPlugins</c>.</summary>
internal static class PluginReport
{
    /// <summary>Writes the loaded plugins with their parts, the failed and the skipped plugins with reasons, and the conflicts. Returns the exit status.</summary>
    public static int Write(PluginSet plugins, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(writer);
        WriteTable(writer,
        [
            ["NAME", "VERSION", "PROVIDES", "DESCRIPTION"],
            .. plugins.Loaded.Select(plugin =>
                new[] { plugin.Name, plugin.Version, string.Join(", ", plugin.Provides), plugin.Description }),
        ]);
        foreach (var plugin in plugins.Failed)
        {
            WriteFailure(plugin, writer);
        }

        foreach (var plugin in plugins.Skipped)
        {
            writer.WriteLine($"not used: {plugin.Name} in {plugin.Folder}: {plugin.Reason}");
        }

        foreach (var conflict in plugins.Conflicts)
        {
            writer.WriteLine($"conflict: {conflict}");
        }

        return plugins.Failed.IsEmpty && plugins.Conflicts.IsEmpty ? 0 : 1;
    }

    /// <summary>Writes a plugin that could not be loaded: a line for each fault.</summary>
    public static void WriteFailure(FailedPlugin plugin, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        ArgumentNullException.ThrowIfNull(writer);
        IEnumerable<string> reasons = plugin.Faults.IsEmpty ? [plugin.Reason] : plugin.Faults.Select(fault => fault.ToString());
        foreach (var reason in reasons)
        {
            writer.WriteLine($"failed: {plugin.NameAndVersion} in {plugin.Folder}: {reason}");
        }
    }

    private static void WriteTable(TextWriter writer, List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
