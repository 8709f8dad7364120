using System.Text;
using Imaginator.Building.Packaging;
using Imaginator.Files;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Checking;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Hosting.Programs;
using Imaginator.Packagers;

namespace Imaginator.Hosting.PluginCommands;

/// <summary><c>imaginator plugin check DIR</c>.</summary>
internal static class PluginCheck
{
    /// <summary>Loads the plugin in a folder and prints what it provides. Returns the exit status.</summary>
    public static async Task<int> RunAsync(CommandContext context, string directory, CancellationToken cancellationToken)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (!Directory.Exists(folder))
        {
            throw new ImaginatorException($"cannot check the plugin in \"{directory}\": the directory does not exist");
        }

        var settings = await context.ReadPluginSettingsAsync(cancellationToken);
        ActivatedPlugin plugin;
        try
        {
            if (PluginFolderTrust.FindFault(folder) is { } fault)
            {
                throw new PluginLoadException($"it is not safe: {fault}");
            }

            var activator = new PluginActivator(
                settings with { Shared = context.SharedPluginSettings.SetItems(settings.Shared) }, context.LoggerFactory, context.Time);
            plugin = LoadDeadline.Run(() => activator.Activate(folder), new GuardLimits().Loading);
        }
        catch (Exception e) when (e is PluginLoadException or PluginException)
        {
            await context.Output.WriteLineAsync($"failed: {Path.GetFileName(folder)} in {folder}: {e.Message}");
            return 1;
        }

        await using var services = plugin.Services;
        await WriteAsync(plugin.Plugin, context.Output);
        var isGood = true;
        foreach (var (typeName, type) in plugin.PackagerTypes)
        {
            isGood &= await CheckAsync(typeName, type, context.Output, cancellationToken);
        }

        await context.Output.WriteLineAsync(isGood ? "the plugin can be used" : "failed: a script has errors");
        return isGood ? 0 : 1;
    }

    private static async Task WriteAsync(LoadedPlugin plugin, TextWriter output)
    {
        await output.WriteLineAsync($"{plugin.Name} {plugin.Version}: {FileName.ToDisplay(plugin.Description)}");
        await output.WriteLineAsync($"file: {plugin.File}");
        foreach (var part in plugin.Provides)
        {
            await output.WriteLineAsync($"provides: {part}");
        }

        foreach (var setting in plugin.KnownSettings?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
        {
            await output.WriteLineAsync($"reads the setting: {setting}");
        }
    }

    private static async Task<bool> CheckAsync(
        string typeName, PackagerType type, TextWriter output, CancellationToken cancellationToken)
    {
        var script = GenericPackager.Render(typeName, type);
        await output.WriteLineAsync($"{GenericPackager.Path} of packager type {typeName}:");
        await output.WriteLineAsync(Encoding.UTF8.GetString(script).TrimEnd('\n'));

        // The script runs the lines of Verbatim with eval: their syntax is not that of the script.
        var verbatim = FileName.Encode(string.Join('\n', type.Verbatim));
        return await IsGoodAsync(typeName, "the script", script, output, cancellationToken)
            && (verbatim.Length == 0 || await IsGoodAsync(typeName, nameof(type.Verbatim), verbatim, output, cancellationToken));
    }

    private static async Task<bool> IsGoodAsync(
        string typeName, string subject, byte[] script, TextWriter output, CancellationToken cancellationToken)
    {
        if (await ScriptSyntax.FindFaultAsync(script, cancellationToken) is not { } fault)
        {
            return true;
        }

        await output.WriteLineAsync($"failed: packager type {typeName}: sh -n of {subject}: {fault}");
        return false;
    }
}
