using System.Collections.Immutable;
using Imaginator.Building.Manifests;
using Imaginator.Building.Streams;
using Imaginator.Building.Trees;
using Imaginator.Hosting.Plugins;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Quantities;

namespace Imaginator.Host.Dependencies;

/// <summary>
/// Reads the source streams from the manifests of many streams. Each URL is fetched once for all its manifests, and only the
/// file that names the source stream is fetched. Thread-safe.
/// </summary>
internal sealed class ManifestScanner(PluginSet plugins, ScannerDirectories directories, TimeProvider timeProvider)
{
    // Fetches mostly wait for servers.
    private const int MaximumConcurrentFetches = 8;

    // A server that sends without an end delays the others only for this long, and all of them together do so only for the second.
    private static readonly TimeSpan MaximumFetchDuration = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan MaximumScanDuration = TimeSpan.FromMinutes(15);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Scans the manifests of streams and returns a result for each stream, in the order of URLs.</summary>
    /// <exception cref="IOException">The work directory cannot be used.</exception>
    /// <exception cref="ImaginatorException">The work directory cannot be emptied.</exception>
    public async Task<ManifestScanResult> ScanAsync(
        IEnumerable<ImageStream> streams,
        IReadOnlyDictionary<string, string> secrets,
        CancellationToken cancellationToken)
    {
        var unusable = new List<SourceResult>();
        var groups = streams.Select(stream => TryLocate(stream, secrets, unusable)).OfType<ManifestLocation>()
            .GroupBy(location => location.Url, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.ToImmutableArray())
            .ToImmutableArray();
        var results = new ManifestScanResult[groups.Length];
        var started = timeProvider.GetTimestamp();
        RemoveWorkDirectory();
        Directory.CreateDirectory(directories.Work, OwnerOnly);
        try
        {
            await Parallel.ForAsync(
                0,
                groups.Length,
                new ParallelOptions { MaxDegreeOfParallelism = MaximumConcurrentFetches, CancellationToken = cancellationToken },
                async (index, token) => results[index] = timeProvider.GetElapsedTime(started) < MaximumScanDuration
                    ? await ReadGroupAsync(groups[index], index, token)
                    : NotScanned(groups[index]));
        }
        finally
        {
            RemoveWorkDirectory();
        }

        return new ManifestScanResult(
            [.. results.SelectMany(result => result.Sources), .. unusable],
            string.Concat(results.Select(result => result.Output)),
            results.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.FetchTime));
    }

    /// <summary>A variable that does not fit into the URL of a stream concerns only this stream.</summary>
    private static ManifestLocation? TryLocate(
        ImageStream stream, IReadOnlyDictionary<string, string> secrets, List<SourceResult> unusable)
    {
        try
        {
            return ManifestLocation.Of(stream, secrets);
        }
        catch (ImaginatorException e)
        {
            unusable.Add(new SourceResult(stream.Name, null, e.Message));
            return null;
        }
    }

    private static ManifestScanResult NotScanned(ImmutableArray<ManifestLocation> locations) => new(
        [
            .. locations.Select(location => new SourceResult(
                location.Stream.Name,
                null,
                $"not scanned, because the other manifests took more than {GoDuration.Format(MaximumScanDuration)}")),
        ],
        "",
        TimeSpan.Zero);

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
            using var timeout = new CancellationTokenSource(MaximumFetchDuration, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            try
            {
                await plugins.ManifestSourceOf(request.Url).FetchAsync(request, output, either.Token);
            }
            catch (OperationCanceledException e)
                when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new ManifestFetchException(
                    ManifestFetchError.TooLarge,
                    $"cannot fetch {request.DisplayUrl}: the fetch did not end within {GoDuration.Format(MaximumFetchDuration)}, the limit "
                    + "for finding source streams; check the server, or build the stream, which has more time",
                    e);
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
