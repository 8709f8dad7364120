using System.Collections.Immutable;
using System.Xml;
using Imaginator.Hosting.Permissions;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging.Core;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>Finds packages in sources and downloads them. Nothing is cached: packages of plugins are installed rarely.</summary>
internal sealed class PackageFeed : IDisposable
{
    private readonly ImmutableArray<PackageSource> _sources;
    private readonly SourceCacheContext _cache = new() { NoCache = true, DirectDownload = true };

    private PackageFeed(ImmutableArray<PackageSource> sources) => _sources = sources;

    /// <summary>Opens sources: URLs, directories and NuGet.Config files.</summary>
    /// <param name="detectsChanges">Whether the packages are checked independently of their source.</param>
    public static PackageFeed Open(IEnumerable<string> sources, bool detectsChanges)
    {
        PackageScratch.Prepare();
        ImmutableArray<PackageSource> found = [.. sources.SelectMany(Resolve)];
        foreach (var source in found)
        {
            RequireSafe(source.Source, detectsChanges);
        }

        return new PackageFeed(found);
    }

    /// <summary>The sources as they are recorded for updates: paths are absolute.</summary>
    public static ImmutableArray<string> Normalize(IEnumerable<string> sources) =>
        [.. sources.Select(source => IsUrl(source) ? source : Path.GetFullPath(source))];

    /// <summary>A source for messages. The query of a URL can be a secret.</summary>
    public static string Display(string source) =>
        IsUrl(source) && Uri.TryCreate(source, UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Path) : source;

    /// <summary>Finds a version of a package, or its newest version.</summary>
    /// <param name="version">Null for the newest version.</param>
    /// <param name="allowsPreReleases">Whether the newest version can be a pre-release.</param>
    /// <exception cref="ImaginatorException">No source has the package, or a source cannot be read.</exception>
    public async Task<FoundPackage> FindAsync(
        string id, string? version, bool allowsPreReleases, CancellationToken cancellationToken)
    {
        NuGetVersion? wanted = null;
        if (version is not null && !NuGetVersion.TryParse(version, out wanted))
        {
            throw new ImaginatorException($"invalid version \"{version}\" of package {id}; write a version such as 1.2.0");
        }

        var found = new List<FoundPackage>();
        foreach (var source in _sources)
        {
            found.AddRange(await FindAllAsync(source, id, cancellationToken));
        }

        var names = string.Join(", ", _sources.Select(source => Display(source.Source)));
        if (found.Count == 0)
        {
            throw new ImaginatorException($"no package {id} in {names}; check the ID and the sources");
        }

        var newestFirst = found.OrderByDescending(package => package.Version).ToList();
        if (wanted is not null)
        {
            return newestFirst.Find(package => package.Version.Equals(wanted))
                ?? throw new ImaginatorException(
                    $"no version {version} of package {id} in {names}; the newest version is {newestFirst[0].Version}");
        }

        return newestFirst.Find(package => allowsPreReleases || !package.Version.IsPrerelease)
            ?? throw new ImaginatorException(
                $"package {id} has only pre-releases; to install one, write {id}@{newestFirst[0].Version}");
    }

    /// <summary>Downloads a package.</summary>
    public async Task DownloadAsync(FoundPackage package, Stream target, CancellationToken cancellationToken)
    {
        var errors = new PackageErrors();
        var isFound = await ReadAsync(
            package.Source,
            () => package.Finder.CopyNupkgToStreamAsync(package.Id, package.Version, target, _cache, errors, cancellationToken));
        if (!isFound)
        {
            throw new ImaginatorException(errors.Last ?? "the source lists the package but does not contain it");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    private async Task<List<FoundPackage>> FindAllAsync(PackageSource source, string id, CancellationToken cancellationToken) =>
        await ReadAsync(source.Source, async () =>
        {
            var finder = await Repository.Factory.GetCoreV3(source).GetResourceAsync<FindPackageByIdResource>(cancellationToken)
                ?? throw new ImaginatorException($"the package source \"{Display(source.Source)}\" is not a NuGet feed");
            var versions = await finder.GetAllVersionsAsync(id, _cache, NullLogger.Instance, cancellationToken);
            return versions.Select(version => new FoundPackage(id, version, source.Source, finder)).ToList();
        });

    private static async Task<T> ReadAsync<T>(string source, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is NuGetProtocolException or PackagingException or NuGetConfigurationException or HttpRequestException
            or IOException or InvalidDataException or UnauthorizedAccessException or XmlException)
        {
            var shown = Display(source);
            var cause = e.InnerException is null ? e.Clause() : $"{e.Clause()}: {e.GetBaseException().Clause()}";
            var message = $"cannot read the package source \"{shown}\": {cause.Replace(source, shown, StringComparison.Ordinal)}";

            // A trace would print the inner exception with the URL.
            throw shown == source ? new ImaginatorException(message, e) : new ImaginatorException(message);
        }
    }

    private static PackageSource[] Resolve(string source)
    {
        if (IsUrl(source))
        {
            if (Uri.TryCreate(source, UriKind.Absolute, out var url) && url.Query.Length > 0)
            {
                throw new ImaginatorException(
                    $"the package source on {url.Host} contains a query in its URL, which is recorded for updates and can be a secret; write the "
                    + "URL to a NuGet.Config file, and give the file as -source");
            }

            return [new PackageSource(source)];
        }

        var path = Path.GetFullPath(source);
        if (Directory.Exists(path))
        {
            if (FileTrust.FindPublicWriter(path) is { } fault)
            {
                throw new ImaginatorException($"the package source \"{path}\" is not safe: {fault}");
            }

            return [new PackageSource(path)];
        }

        return File.Exists(path)
            ? ReadConfiguration(path)
            : throw new ImaginatorException(
                $"the package source \"{source}\" does not exist; write the URL of a NuGet feed, a directory, or a NuGet.Config file");
    }

    private static PackageSource[] ReadConfiguration(string path)
    {
        if (FileTrust.FindOtherWriter(path) is { } fault)
        {
            throw new ImaginatorException($"the NuGet configuration \"{path}\" is not safe: {fault}");
        }

        try
        {
            var settings = Settings.LoadSpecificSettings(Path.GetDirectoryName(path)!, Path.GetFileName(path));
            return PackageSourceProvider.LoadPackageSources(settings).Where(source => source.IsEnabled).ToArray() is { Length: > 0 } sources
                ? sources
                : throw new ImaginatorException($"the NuGet configuration \"{path}\" contains no enabled package source");
        }
        catch (NuGetConfigurationException e)
        {
            throw new ImaginatorException($"cannot read the NuGet configuration \"{path}\": {e.Clause()}", e);
        }
    }

    private static void RequireSafe(string source, bool detectsChanges)
    {
        if (!IsUrl(source))
        {
            return;
        }

        if (!Uri.TryCreate(source, UriKind.Absolute, out var url))
        {
            // Not shown: it can contain a password.
            throw new ImaginatorException("a package source is not a valid URL; write a URL such as https://HOST/v3/index.json");
        }

        if (url.UserInfo.Length > 0)
        {
            throw new ImaginatorException(
                $"the package source on {url.Host} contains a user or password in its URL; write credentials to a NuGet.Config file, and give "
                + "the file as -source");
        }

        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !detectsChanges)
        {
            throw new ImaginatorException(
                $"the package source \"{Display(source)}\" is not encrypted: packages could be replaced on their way; write https, or give "
                + "-checksum or -requireSignature");
        }
    }

    private static bool IsUrl(string source) =>
        source.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
