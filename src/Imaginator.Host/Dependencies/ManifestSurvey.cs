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
/// Reads the manifests of many streams: each URL is fetched once, whatever the number of manifests in it, and of each
/// manifest just the file that names the source. Thread-safe.
/// </summary>
/// <param name="plugins">Where manifests come from.</param>
/// <param name="cacheDirectory">Where mirrors are kept, which builds use as well.</param>
/// <param name="workDirectory">Where manifests are fetched to and deleted from.</param>
/// <param name="time">Measures the fetches.</param>
internal sealed class ManifestSurvey(PluginSet plugins, string cacheDirectory, string workDirectory, TimeProvider time)
{
    // Mostly the waiting is for servers.
    private const int FetchesAtOnce = 8;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Finds the sources of streams.</summary>
    /// <param name="streams">The streams.</param>
    /// <param name="secrets">The secret variables.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>An answer for each stream, in the order of URLs, and what was printed and measured meanwhile.</returns>
    /// <exception cref="IOException">The work directory cannot be used.</exception>
    /// <exception cref="ImaginatorException">The work directory cannot be emptied.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<SurveyResult> RunAsync(
        IEnumerable<ImageStream> streams,
        IReadOnlyDictionary<string, string> secrets,
        CancellationToken cancellationToken)
    {
        var groups = streams.Select(stream => ManifestPlace.Of(stream, secrets))
            .GroupBy(place => place.Url, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.ToImmutableArray())
            .ToImmutableArray();
        var results = new SurveyResult[groups.Length];
        RemoveWorkDirectory();
        Directory.CreateDirectory(workDirectory, OwnerOnly);
        try
        {
            await Parallel.ForAsync(
                0,
                groups.Length,
                new ParallelOptions { MaxDegreeOfParallelism = FetchesAtOnce, CancellationToken = cancellationToken },
                async (index, token) => results[index] = await ReadGroupAsync(groups[index], index, token));
        }
        finally
        {
            RemoveWorkDirectory();
        }

        return new SurveyResult(
            [.. results.SelectMany(result => result.Answers)],
            string.Concat(results.Select(result => result.Output)),
            results.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.FetchTime));
    }

    private async Task<SurveyResult> ReadGroupAsync(
        ImmutableArray<ManifestPlace> places, int number, CancellationToken cancellationToken)
    {
        var output = new FetchOutput();
        var target = Path.Combine(workDirectory, $"{number}");
        var fetchTime = TimeSpan.Zero;
        try
        {
            var answers = ImmutableArray.CreateBuilder<SourceAnswer>(places.Length);
            ImmutableArray<string> files = [.. places.Select(place => place.File).Distinct(StringComparer.Ordinal)];
            using var tree = await FetchAsync(places[0], "", files, target);
            foreach (var place in places)
            {
                var answer = Read(tree, place, place.Directory);
                if (answer.Source is null && IsLink(tree, place))
                {
                    // What the link leads to has not been fetched.
                    using var whole = await FetchAsync(place, place.Directory, [], $"{target}-{answers.Count}");
                    answer = Read(whole, place, "");
                }

                answers.Add(answer);
            }

            return new SurveyResult(answers.MoveToImmutable(), output.ToString(), fetchTime);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever a manifest source throws: it is the answer for its streams, and no others.
            var message = e is ImaginatorException or IOException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            return new SurveyResult(
                [.. places.Select(place => new SourceAnswer(place.Stream.Name, null, message))], output.ToString(), fetchTime);
        }

        async Task<TreeRoot> FetchAsync(ManifestPlace place, string directory, ImmutableArray<string> files, string target)
        {
            Directory.CreateDirectory(target, OwnerOnly);
            var request = new ManifestRequest
            {
                Url = place.Url,
                DisplayUrl = place.Stream.ManifestUrl,
                Directory = directory,
                OnlyFiles = files,
                TargetDirectory = target,
                CacheDirectory = cacheDirectory,
            };
            var started = time.GetTimestamp();
            try
            {
                await plugins.ManifestSourceOf(request.Url).FetchAsync(request, output, cancellationToken);
            }
            finally
            {
                fetchTime += time.GetElapsedTime(started);
            }

            return TreeRoot.OpenManifest(target);
        }
    }

    private static SourceAnswer Read(TreeRoot tree, ManifestPlace place, string directory)
    {
        try
        {
            return new SourceAnswer(place.Stream.Name, SourceImageReader.Read(tree, directory, place.Variables.Lookup));
        }
        catch (ImaginatorException e)
        {
            return new SourceAnswer(place.Stream.Name, null, e.Message);
        }
    }

    private static bool IsLink(TreeRoot tree, ManifestPlace place)
    {
        try
        {
            using var directory = tree.OpenDirectory(place.Directory);
            return directory.TryGetStatus(ManifestPlace.FileName)?.Type == FileType.SymbolicLink;
        }
        catch (LinuxException)
        {
            // The directory is not there either.
            return false;
        }
    }

    private void RemoveWorkDirectory()
    {
        if (!Directory.Exists(workDirectory))
        {
            return;
        }

        // Manifests hold whatever their authors like, names that are no text included.
        using (var directory = DirectoryHandle.OpenHost(workDirectory))
        {
            TreeRemover.RemoveContents(directory, CancellationToken.None);
        }

        Directory.Delete(workDirectory);
    }
}
