namespace Imaginator.Hosting.Plugins;

/// <summary>Writes what <c>-listPlugins</c> shows.</summary>
public static class PluginReport
{
    /// <summary>Lists the plugins, what they provide, what failed and why, and what two plugins claim.</summary>
    /// <param name="plugins">The plugins.</param>
    /// <param name="writer">Gets the text.</param>
    /// <returns>The exit code: 1 if a plugin failed or two claim one name, else 0.</returns>
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
            writer.WriteLine($"failed: {plugin.Name} in {plugin.Folder}: {plugin.Reason}");
        }

        foreach (var conflict in plugins.Conflicts)
        {
            writer.WriteLine($"conflict: {conflict}");
        }

        return plugins.Failed.IsEmpty && plugins.Conflicts.IsEmpty ? 0 : 1;
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
