using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.PluginCommands.Packages;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.PluginCommands;

/// <summary>
/// <c>imaginator plugin install</c>, <c>remove</c> and <c>update</c>. The libraries of NuGet are loaded when a package is read, and by
/// nothing else.
/// </summary>
internal static class PackageCommands
{
    private const string DefaultDirectory = "/usr/local/lib/imaginator/plugins";

    /// <summary>Installs the package in a file or with an ID. Returns the exit status.</summary>
    public static async Task<int> InstallAsync(CommandContext context, string operand, CancellationToken cancellationToken)
    {
        var wanted = PackageOperand.Parse(operand);
        if (wanted.File is not null && !context.Flags.Get(PluginPackageFlags.Sources).IsEmpty)
        {
            throw new UsageException($"imaginator plugin install: \"{operand}\" is a file; remove -source, or name the ID of a package");
        }

        if (wanted.File is null && context.Flags.Get(PluginPackageFlags.Sources).IsEmpty)
        {
            throw new UsageException(
                $"imaginator plugin install: \"{operand}\" is not a file that ends with .nupkg; to install a package by its ID, give "
                + "-source=URL|DIR");
        }

        using var directory = PluginDirectory.Create(DirectoryOf(context.Flags));
        var installation = new PluginInstallation(directory, PackageLimits.Default);
        var checks = new PackageChecks
        {
            Checksum = context.Flags.Get(PluginPackageFlags.Checksum),
            RequiresSignature = context.Flags.Get(PluginPackageFlags.RequireSignature),
        };
        var plugin = wanted.File is { } file
            ? await installation.InstallFileAsync(file, checks, cancellationToken)
            : await installation.InstallAsync(wanted, context.Flags.Get(PluginPackageFlags.Sources), checks, cancellationToken);
        await WriteAsync("installed", plugin, directory, context.Output);
        await WriteRestartAsync(context.Output);
        return 0;
    }

    /// <summary>Removes a plugin that was installed from a package. Returns the exit status.</summary>
    public static async Task<int> RemoveAsync(CommandContext context, string name)
    {
        using var directory = PluginDirectory.Open(DirectoryOf(context.Flags));
        var plugin = Find(directory, name);
        directory.Remove(name);
        await context.Output.WriteLineAsync($"removed {name} {FileName.ToDisplay(plugin.Package.Version)} from {directory.FullName}");
        await WriteRestartAsync(context.Output);
        return 0;
    }

    /// <summary>Updates a plugin, or all that were installed from sources. Returns 1 if one cannot be updated.</summary>
    public static async Task<int> UpdateAsync(CommandContext context, string? name, CancellationToken cancellationToken)
    {
        if (context.Flags.IsGiven(PluginPackageFlags.Checksum))
        {
            throw new UsageException("imaginator plugin update: -checksum is only for install; write install ID@VERSION -checksum=SHA512");
        }

        using var directory = PluginDirectory.Open(DirectoryOf(context.Flags));
        ImmutableArray<string> names = name is null ? directory.FindNames() : [Find(directory, name).Name];
        var status = 0;
        var installed = 0;
        var isChanged = false;
        foreach (var each in names)
        {
            try
            {
                if (directory.TryFind(each) is { } plugin)
                {
                    installed++;
                    isChanged |= await UpdateAsync(context, directory, plugin, cancellationToken) is not null;
                }
            }
            catch (ImaginatorException e)
            {
                // One plugin that cannot be updated does not hold up the others.
                await context.Error.WriteLineAsync($"{each}: {FileName.ToDisplay(e.Message)}");
                status = 1;
            }
        }

        if (isChanged)
        {
            await WriteRestartAsync(context.Output);
        }
        else if (installed == 0 && status == 0)
        {
            await context.Output.WriteLineAsync($"{directory.FullName} contains no plugin that was installed from a package");
        }

        return status;
    }

    /// <summary>Writes the packages of the plugins that were installed from packages.</summary>
    public static async Task WriteInstalledAsync(PluginSet plugins, TextWriter output)
    {
        foreach (var plugin in plugins.Loaded)
        {
            await output.WriteAsync(Describe(plugin));
        }
    }

    private static string Describe(LoadedPlugin plugin)
    {
        try
        {
            return Path.GetDirectoryName(plugin.File) is { } folder && InstalledPackage.TryRead(folder) is { } package
                ? $"package of {plugin.Name}: {FileName.ToDisplay(package.Id)} {FileName.ToDisplay(package.Version)}, SHA-512 "
                    + $"{FileName.ToDisplay(package.Checksum)}\n"
                : "";
        }
        catch (ImaginatorException e)
        {
            return $"package of {plugin.Name}: unknown: {FileName.ToDisplay(e.Message)}\n";
        }
    }

    private static async Task<InstalledPlugin?> UpdateAsync(
        CommandContext context, PluginDirectory directory, InstalledPlugin plugin, CancellationToken cancellationToken)
    {
        var given = context.Flags.Get(PluginPackageFlags.Sources);
        ImmutableArray<string> sources = given.IsEmpty ? [.. plugin.Package.Sources] : given;
        if (sources.IsEmpty)
        {
            throw new ImaginatorException("cannot update it: it was installed from a file; give -source=URL|DIR, or install the new file");
        }

        var checks = new PackageChecks
        {
            RequiresSignature = context.Flags.Get(PluginPackageFlags.RequireSignature) || plugin.Package.Signer is not null,
            Signer = plugin.Package.Signer,
        };
        var installation = new PluginInstallation(directory, PackageLimits.Default);
        var updated = await installation.UpdateAsync(plugin, sources, checks, cancellationToken);
        if (updated is null)
        {
            await context.Output.WriteLineAsync($"{plugin.Name} {FileName.ToDisplay(plugin.Package.Version)} is up to date");
            return null;
        }

        await WriteAsync($"updated from {FileName.ToDisplay(plugin.Package.Version)}:", updated, directory, context.Output);
        return updated;
    }

    private static InstalledPlugin Find(PluginDirectory directory, string name) =>
        directory.TryFind(name)
        ?? throw new ImaginatorException(
            Directory.Exists(Path.Combine(directory.FullName, Path.GetFileName(name)))
                ? $"{name} in {directory.FullName} was not installed from a package; delete its folder to remove it"
                : $"no plugin \"{name}\" in {directory.FullName}; imaginator plugin list prints all plugins with their directories");

    private static string DirectoryOf(FlagValues flags) => flags.Get(SharedFlags.PluginDirectories) switch
    {
        [] => DefaultDirectory,
        [var directory] => directory,
        _ => throw new UsageException("imaginator plugin: more than one directory in -pluginDir; name the one that contains the plugin"),
    };

    private static async Task WriteAsync(string what, InstalledPlugin plugin, PluginDirectory directory, TextWriter output)
    {
        await output.WriteLineAsync(
            $"{what} {plugin.Name} {FileName.ToDisplay(plugin.Package.Version)} in {Path.Combine(directory.FullName, plugin.Name)}");
        await output.WriteLineAsync($"SHA-512 of the package: {plugin.Package.Checksum}");
        if (plugin.Package.Signer is { } signer)
        {
            await output.WriteLineAsync($"SHA-256 of the signing certificate: {signer}");
        }
    }

    private static Task WriteRestartAsync(TextWriter output) =>
        output.WriteLineAsync("restart the daemon for the change to take effect, for example with systemctl restart imaginator");
}
