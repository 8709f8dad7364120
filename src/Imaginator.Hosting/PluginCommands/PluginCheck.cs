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
                settings with { Shared = context.SharedPluginSettings.SetItems(settings.Shared) }, context.LoggerFactory, context.Time)
            {
                GuestLog = context.GuestLog,
            };
            plugin = LoadDeadline.Run(() => Guard(context, activator.Activate(folder)), new GuardLimits().Loading);
        }
        catch (Exception e) when (e is PluginLoadException or PluginException)
        {
            PluginReport.WriteFailure(PluginSetLoader.Describe(folder, e), context.Output);
            return 1;
        }

        await using var services = plugin.Services;
        await WriteAsync(plugin.Plugin, context.Output);
        var isGood = true;
        foreach (var (typeName, type) in plugin.PackagerTypes)
        {
            isGood &= await CheckAsync(typeName, type, context.Output, cancellationToken);
        }

        if (!plugin.PackagerTypes.IsEmpty)
        {
            var missing = string.Join(", ", ScriptChecker.All.Where(checker => !checker.IsInstalled).Select(checker => checker.Program));
            await context.Output.WriteAsync(missing.Length == 0 ? "" : $"scripts were not checked with these missing programs: {missing}\n");
        }

        await context.Output.WriteLineAsync(isGood ? "the plugin can be used" : "failed: a packager has faults");
        return isGood ? 0 : 1;
    }

    // The release of the plugin can fail, or never end.
    private static ActivatedPlugin Guard(CommandContext context, ActivatedPlugin plugin)
    {
        var identity = new PluginIdentity(plugin.Plugin.Name, plugin.Plugin.Version, plugin.IsOfProduct);
        return plugin.GuardedBy(new PluginGuard(identity, new GuardLimits(), context.GuestLog, context.Time));
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

        var isGood = true;
        foreach (var path in PackagerCheck.FindCleanedSystemPaths(type))
        {
            await output.WriteLineAsync(
                $"failed: packager type {typeName}: Defaults.{nameof(type.CleanPatterns)} match {path}, which every image requires");
            isGood = false;
        }

        // The script runs the lines of Verbatim with eval: their syntax is not that of the script.
        var verbatim = FileName.Encode(string.Join('\n', type.Verbatim));
        foreach (var checker in ScriptChecker.All.Where(checker => checker.IsInstalled))
        {
            isGood &= await IsGoodAsync(typeName, "the script", script, checker, output, cancellationToken);
            isGood &= verbatim.Length == 0
                || await IsGoodAsync(typeName, nameof(type.Verbatim), verbatim, checker, output, cancellationToken);
        }

        return isGood;
    }

    private static async Task<bool> IsGoodAsync(
        string typeName, string subject, byte[] script, ScriptChecker checker, TextWriter output, CancellationToken cancellationToken)
    {
        var faults = await checker.FindFaultsAsync(script, cancellationToken);
        foreach (var fault in faults)
        {
            await output.WriteLineAsync(
                $"{(checker.IsAdvisory ? "warning" : "failed")}: packager type {typeName}: {checker.Name} of {subject}: {fault}");
        }

        return faults.IsEmpty || checker.IsAdvisory;
    }
}
