using System.Collections.Immutable;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Checking;
using Imaginator.Linux.Storage;
using NuGet.Versioning;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>Installs plugins from packages. A package is checked in full before anything that a program loads changes.</summary>
internal sealed class PluginInstallation(PluginDirectory directory, PackageLimits limits)
{
    /// <summary>Installs the package in a file.</summary>
    public async Task<InstalledPlugin> InstallFileAsync(string file, PackageChecks checks, CancellationToken cancellationToken)
    {
        await using var package = directory.CreatePackageFile();
        await DuringAsync($"cannot install {file}", async () =>
        {
            // Copied first: the file can change between the checks and the extraction.
            await using var source = RegularFile.OpenRead(file);
            await using var limited = new LimitedStream(package, limits.PackageBytes);
            await source.CopyToAsync(limited, cancellationToken);
        });
        return await InstallAsync(package, $"cannot install {file}", expected: null, [], checks, cancellationToken);
    }

    /// <summary>Installs a package from the sources.</summary>
    public async Task<InstalledPlugin> InstallAsync(
        PackageOperand wanted, ImmutableArray<string> sources, PackageChecks checks, CancellationToken cancellationToken)
    {
        using var feed = PackageFeed.Open(sources, checks.DetectsChanges);
        var found = await feed.FindAsync(wanted.Id, wanted.Version, allowsPreReleases: false, cancellationToken);
        return await InstallAsync(feed, found, sources, checks, cancellationToken);
    }

    /// <summary>Installs the newest version of the package of a plugin; returns null if the installed one is not older.</summary>
    public async Task<InstalledPlugin?> UpdateAsync(
        InstalledPlugin plugin, ImmutableArray<string> sources, PackageChecks checks, CancellationToken cancellationToken)
    {
        if (!NuGetVersion.TryParse(plugin.Package.Version, out var current))
        {
            throw new ImaginatorException(
                $"the record of its package contains the invalid version \"{plugin.Package.Version}\"; delete the folder and install the plugin again");
        }

        using var feed = PackageFeed.Open(sources, checks.DetectsChanges);
        var found = await feed.FindAsync(plugin.Package.Id, version: null, current.IsPrerelease, cancellationToken);
        return found.Version > current
            ? await InstallAsync(feed, found, sources, checks, cancellationToken)
            : null;
    }

    private async Task<InstalledPlugin> InstallAsync(
        PackageFeed feed, FoundPackage found, ImmutableArray<string> sources, PackageChecks checks, CancellationToken cancellationToken)
    {
        var what = $"cannot install {found.Id} {found.Version} from {PackageFeed.Display(found.Source)}";
        await using var package = directory.CreatePackageFile();
        await DuringAsync(what, async () =>
        {
            await using var limited = new LimitedStream(package, limits.PackageBytes);
            await feed.DownloadAsync(found, limited, cancellationToken);
        });
        return await InstallAsync(package, what, found, PackageFeed.Normalize(sources), checks, cancellationToken);
    }

    private async Task<InstalledPlugin> InstallAsync(
        FileStream package, string what, FoundPackage? expected, ImmutableArray<string> sources, PackageChecks checks,
        CancellationToken cancellationToken)
    {
        var plugin = await DuringAsync(what, async () =>
        {
            // 1. The package is the one that was requested.
            var checksum = await PackageChecksum.OfAsync(package, cancellationToken);
            if (checks.Checksum.Length > 0 && checks.Checksum != checksum)
            {
                throw new ImaginatorException($"its SHA-512 checksum is {checksum}, not {checks.Checksum}");
            }

            using var archive = PackageArchive.Open(package, limits);
            RequireIdentity(archive, expected);
            var signer = checks.RequiresSignature ? await PackageSignature.RequireAsync(package, checks.Signer, cancellationToken) : null;

            // 2. It replaces only a plugin that was installed from the same package.
            var name = archive.FindPluginName();
            RequireReplaceable(name, archive.Id);

            // 3. Its files form a plugin that this program can load.
            var folder = directory.Prepare(name);
            try
            {
                await archive.ExtractAsync(folder, cancellationToken);
                RequireUsable(folder, name);
                var record = new InstalledPackage(archive.Id, archive.Version, checksum, sources, signer);
                record.Write(folder);

                // 4. It takes the place of the old one.
                directory.Exchange(name);
                return new InstalledPlugin(name, record);
            }
            catch
            {
                directory.Discard(name);
                throw;
            }
        });
        return plugin;
    }

    private static void RequireIdentity(PackageArchive archive, FoundPackage? expected)
    {
        if (!PackageOperand.IsId(archive.Id))
        {
            throw new ImaginatorException("its manifest contains an invalid package ID");
        }

        if (expected is not null
            && (!archive.Id.Equals(expected.Id, StringComparison.OrdinalIgnoreCase) || archive.Version != expected.Version.ToNormalizedString()))
        {
            throw new ImaginatorException($"the source delivered package {archive.Id} {archive.Version} instead");
        }
    }

    private void RequireReplaceable(string name, string id)
    {
        var folder = Path.Combine(directory.FullName, name);
        if (!Path.Exists(folder))
        {
            return;
        }

        var installed = InstalledPackage.TryRead(folder)
            ?? throw new ImaginatorException($"{folder} was not installed from a package; delete the folder first");
        if (!installed.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
        {
            throw new ImaginatorException(
                $"the plugin {name} was installed from the package {installed.Id}, not {id}; remove it first with imaginator plugin remove {name}");
        }
    }

    private static void RequireUsable(string folder, string name)
    {
        var file = Path.Combine(folder, name + ".dll");
        if (!File.Exists(file))
        {
            throw new ImaginatorException($"it does not contain plugin/{name}/{name}.dll; the assembly must have the name of the plugin");
        }

        try
        {
            PluginAssembly.Check(file);
        }
        catch (PluginLoadException e)
        {
            throw new ImaginatorException($"{name}.dll cannot be used: {e.Message}", e);
        }

        if (PluginFolderTrust.FindFault(folder) is { } fault)
        {
            throw new ImaginatorException($"the plugin would not be safe: {fault}");
        }
    }

    private static Task<bool> DuringAsync(string what, Func<Task> step) => DuringAsync(what, async () =>
    {
        await step();
        return true;
    });

    private static async Task<T> DuringAsync<T>(string what, Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (e is ImaginatorException or IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"{what}: {e.Clause()}", e);
        }
    }
}
