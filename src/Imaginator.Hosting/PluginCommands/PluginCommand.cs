using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.PluginCommands;

/// <summary><c>imaginator plugin</c>: commands for authors and administrators of plugins.</summary>
public static class PluginCommand
{
    private const string Check = "check";
    private const string Install = "install";
    private const string List = "list";
    private const string Remove = "remove";
    private const string Update = "update";

    public static Command Command { get; } = new(
        "plugin", "ACTION [PLUGIN]", "Check, install, list, remove or update plugins.", RunAsync)
    {
        Description =
        [
            "plugin check DIR loads the plugin in DIR with its settings in the main configuration, and prints the parts that it provides. For "
            + "each packager, it prints the script /bin/generic-packager of its images, and checks the script with sh, dash, busybox and "
            + "shellcheck, as far as they are installed. Each fault is a line. The exit status is 0 if the plugin can be used, and otherwise 1. "
            + "DIR must have the name of the plugin.",
            "plugin install FILE installs the plugin in a .nupkg file. plugin install ID or ID@VERSION installs a package from the sources of "
            + "-source: the given version, or the newest one that is not a pre-release. The package contains all files of the plugin; nothing "
            + "else is downloaded. It is installed only if its plugin is built for this version of Imaginator.",
            "plugin update NAME installs the newest version of the package of a plugin, from the sources that it was installed from or those of "
            + "-source. Without NAME, it updates all plugins. plugin remove NAME removes a plugin that was installed from a package.",
            "install, update and remove change the directory /usr/local/lib/imaginator/plugins, or the one of -pluginDir. The daemon uses the "
            + "changed plugins after a restart.",
            "plugin list prints the same as -listPlugins, and the packages of plugins that were installed from packages.",
        ],
        Examples =
        [
            new("imaginator plugin check ./publish/Apk", "Check a plugin before it is installed:"),
            new(
                "imaginator plugin install -source=/srv/packages Example.Imaginator.Apk@1.2.0",
                "Install a version of a plugin from a directory of packages:"),
        ],
        Flags = [ConfigurationFlags.ConfigurationUrl, SharedFlags.PluginDirectories, .. PluginPackageFlags.All],
        UsesProgramFlags = false,
        Actions = [Check, Install, List, Remove, Update],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        switch (context.Operands)
        {
            case [Check, { Length: > 0 } directory]:
                return await PluginCheck.RunAsync(context, directory, cancellationToken);
            case [Check, ..]:
                throw new UsageException("imaginator plugin check: operand DIR is missing");
            case [Install, { Length: > 0 } package]:
                return await PackageCommands.InstallAsync(context, package, cancellationToken);
            case [Install, ..]:
                throw new UsageException("imaginator plugin install: the package is missing; write FILE, ID or ID@VERSION");
            case [List]:
                await using (var plugins = await context.LoadPluginsAsync(cancellationToken))
                {
                    var status = PluginReport.Write(plugins, context.Output);
                    await PackageCommands.WriteInstalledAsync(plugins, context.Output);
                    return status;
                }

            case [List, ..]:
                throw new UsageException("imaginator plugin list: too many operands; directories of plugins are given with -pluginDir");
            case [Remove, { Length: > 0 } name]:
                return await PackageCommands.RemoveAsync(context, name);
            case [Remove, ..]:
                throw new UsageException("imaginator plugin remove: operand NAME is missing");
            case [Update]:
                return await PackageCommands.UpdateAsync(context, name: null, cancellationToken);
            case [Update, { Length: > 0 } name]:
                return await PackageCommands.UpdateAsync(context, name, cancellationToken);
            case [Update, ..]:
                throw new UsageException("imaginator plugin update: operand NAME is empty");
            default:
                throw new UsageException(
                    $"imaginator plugin: unknown action \"{context.Operands[0]}\"; write {string.Join(", ", Command.Actions)}");
        }
    }
}
