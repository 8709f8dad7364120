using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.PluginCommands;

/// <summary><c>imaginator plugin</c>: commands for authors and administrators of plugins.</summary>
public static class PluginCommand
{
    private const string Check = "check";
    private const string List = "list";

    public static Command Command { get; } = new(
        "plugin", "ACTION [DIR]", "Check the plugin in a directory, or list all plugins.", RunAsync)
    {
        Description =
        [
            "plugin check DIR loads the plugin in DIR with its settings in the main configuration, and prints the parts that it provides. For "
            + "each packager, it prints the script /bin/generic-packager of its images, and checks the syntax of the script with sh -n. The exit "
            + "status is 0 if the plugin can be used, and otherwise 1. DIR must have the name of the plugin.",
            "plugin list prints the same as -listPlugins.",
        ],
        Examples =
        [
            new("imaginator plugin check ./publish/Apk", "Check a plugin before it is installed:"),
        ],
        Flags = [ConfigurationFlags.ConfigurationUrl, SharedFlags.PluginDirectories],
        UsesProgramFlags = false,
        Actions = [Check, List],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        switch (context.Operands)
        {
            case [Check, { Length: > 0 } directory]:
                return await PluginCheck.RunAsync(context, directory, cancellationToken);
            case [Check, ..]:
                throw new UsageException("imaginator plugin check: operand DIR is missing");
            case [List]:
                await using (var plugins = await context.LoadPluginsAsync(cancellationToken))
                {
                    return PluginReport.Write(plugins, context.Output);
                }

            case [List, ..]:
                throw new UsageException("imaginator plugin list: too many operands; directories of plugins are given with -pluginDir");
            default:
                throw new UsageException($"imaginator plugin: unknown action \"{context.Operands[0]}\"; write {Check} or {List}");
        }
    }
}
