using System.Collections.Immutable;
using Imaginator.Building.Manifests;
using Imaginator.Building.Streams;
using Imaginator.Building.Trees;
using Imaginator.Hosting.Plugins;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;

namespace Imaginator.Host.Dependencies;

/// <summary>
/// Reads the source streams from the manifests of many streams. Each URL is fetched once for all its manifests, and only the
/// file that names the source stream is fetched. Thread-safe.
/// </summary>
internal sealed class ManifestScanner(PluginSet plugins, ScannerDirectories directories, TimeProvider timeProvider)
{
    // Fetches mostly wait for servers.
    private const int MaximumConcurrentFetches = 8;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Scans the manifests of streams and returns a result for each stream, in the order of URLs.</summary>
    /// <exception cref="IOException">The work directory cannot be used.</exception>
    /// <exception cref="ImaginatorException">The work directory cannot be emptied.</exception>
    public async Task<ManifestScanResult> ScanAsync(
        IEnumerable<ImageStream> streams,
        IReadOnlyDictionary<string, string> secrets,
        CancellationToken cancellationToken)
    {
        var groups = streams.Select(stream => ManifestLocation.Of(stream, secrets))
            .GroupBy(location => location.Url, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.ToImmutableArray())
            .ToImmutableArray();
        var results = new ManifestScanResult[groups.Length];
        RemoveWorkDirectory();
        Directory.CreateDirectory(directories.Work, OwnerOnly);
        try
        {
            await Parallel.ForAsync(
                0,
                groups.Length,
                new ParallelOptions { MaxDegreeOfParallelism = MaximumConcurrentFetches, CancellationToken = cancellationToken },
                async (index, token) => results[index] = await ReadGroupAsync(groups[index], index, token));
        }
        finally
        {
            RemoveWorkDirectory();
        }

        return new ManifestScanResult(
            [.. results.SelectMany(result => result.Sources)],
            string.Concat(results.Select(result => result.Output)),
            results.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.FetchTime));
    }

    private async Task<ManifestScanResult> ReadGroupAsync(
        ImmutableArray<ManifestLocation> locations, int number, CancellationToken cancellationToken)
    {
        var output = new FetchOutput();
        var target = Path.Combine(directories.Work, $"{number}");
        var fetchTime = TimeSpan.Zero;
        try
        {
            var sources = ImmutableArray.CreateBuilder<SourceResult>(locations.Length);
            ImmutableArray<string> files = [.. locations.Select(location => location.File).Distinct(StringComparer.Ordinal)];
            using var tree = await FetchAsync(locations[0], "", files, target);
            foreach (var location in locations)
            {
                var source = Read(tree, location, location.Directory);
                if (source.Source is null && IsLink(tree, location))
                {
                    // The target of the link has not been fetched.
                    using var whole = await FetchAsync(location, location.Directory, [], $"{target}-{sources.Count}");
                    source = Read(whole, location, "");
                }

                sources.Add(source);
            }

            return new ManifestScanResult(sources.MoveToImmutable(), output.ToString(), fetchTime);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary around manifest sources: an exception concerns only the streams of this URL.
            var message = e is ImaginatorException or IOException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            return new ManifestScanResult(
                [.. locations.Select(location => new SourceResult(location.Stream.Name, null, message))], output.ToString(), fetchTime);
        }

        async Task<TreeRoot> FetchAsync(ManifestLocation location, string directory, ImmutableArray<string> files, string target)
        {
            Directory.CreateDirectory(target, OwnerOnly);
            var request = new ManifestRequest
            {
                Url = location.Url,
                DisplayUrl = location.Stream.ManifestUrl,
                Directory = directory,
                OnlyFiles = files,
                TargetDirectory = target,
                CacheDirectory = directories.Cache,
            };
            var started = timeProvider.GetTimestamp();
            try
            {
                await plugins.ManifestSourceOf(request.Url).FetchAsync(request, output, cancellationToken);
            }
            finally
            {
                fetchTime += timeProvider.GetElapsedTime(started);
            }

            return TreeRoot.OpenManifest(target);
        }
    }

    private static SourceResult Read(TreeRoot tree, ManifestLocation location, string directory)
    {
        try
        {
            return new SourceResult(location.Stream.Name, SourceImageReader.Read(tree, directory, location.Variables.Lookup));
        }
        catch (ImaginatorException e)
        {
            return new SourceResult(location.Stream.Name, null, e.Message);
        }
    }

    private static bool IsLink(TreeRoot tree, ManifestLocation location)
    {
        try
        {
            using var directory = tree.OpenDirectory(location.Directory);
            return directory.TryGetStatus(ManifestLocation.FileName)?.Type == FileType.SymbolicLink;
        }
        catch (LinuxException)
        {
            // The directory does not exist either.
            return false;
        }
    }

    private void RemoveWorkDirectory()
    {
        if (!Directory.Exists(directories.Work))
        {
            return;
        }

        // Manifests can contain any file name, including names that are not valid text.
        using (var directory = DirectoryHandle.OpenHost(directories.Work))
        {
            TreeRemover.RemoveContents(directory, CancellationToken.None);
        }

        Directory.Delete(directories.Work);
    }
}
