using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Streams;
using Imaginator.Host.Configuration;
using Imaginator.Hosting.Configuration;
using Imaginator.Quantities;

namespace Imaginator.Host.Dependencies;

/// <summary>
/// Finds out which stream builds on which: reads the manifests of all streams, then those of the streams of patterns that
/// they build on, and so on. Not thread-safe.
/// </summary>
/// <param name="configuration">The streams.</param>
/// <param name="survey">Reads manifests.</param>
/// <param name="time">The time.</param>
internal sealed class DependencyFinder(LiveConfiguration configuration, ManifestSurvey survey, TimeProvider time)
{
    // A pattern whose streams build on others of the pattern may go on for ever.
    private const int DeepestPatterns = 32;

    private const int ErrorsShown = 5;

    /// <summary>Finds it out anew.</summary>
    /// <param name="before">What is known from before; where a manifest cannot be read, it is taken from there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is known now.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<DependencySnapshot> FindAsync(DependencySnapshot before, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var work = new Work(configuration.Current, configuration.Secrets.Values);
        try
        {
            await ReadAllAsync(work, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImaginatorException)
        {
            return Failed(before, $"the manifests cannot be read: {e.Message}", "");
        }

        var log = configuration.Masker.Mask(
            work.Output
            + string.Concat(work.Errors.Select(error => $"{error.StreamName}: {error.Error}\n"))
            + $"Cumulative fetch time: {GoDuration.Format(work.FetchTime)}\n"
            + $"Generated dependencies in: {GoDuration.Format(time.GetElapsedTime(started))}\n");
        var summary = configuration.Masker.Mask(Summarize(work));
        return work.Sources.Count == 0 && work.Errors.Count > 0
            ? Failed(before, summary, log)
            : Succeeded(before, work, summary, log);
    }

    private async Task ReadAllAsync(Work work, CancellationToken cancellationToken)
    {
        var streams = work.Configuration.ImageStreams.Streams
            .Where(stream => !work.Configuration.Main.BootstrapStreams.ContainsKey(stream.Name)).ToList();
        for (var depth = 0; streams.Count > 0 && depth <= DeepestPatterns; depth++)
        {
            var result = await survey.RunAsync(streams, work.Secrets, cancellationToken);
            work.Output += result.Output;
            work.FetchTime += result.FetchTime;
            foreach (var answer in result.Answers)
            {
                if (answer.Source is { } source)
                {
                    work.Sources[answer.StreamName] = source;
                }
                else
                {
                    work.Errors.Add(answer);
                }
            }

            streams = [.. result.Answers.Select(answer => answer.Source).OfType<string>()
                .Distinct(StringComparer.Ordinal).Select(work.FindNewOfPattern).OfType<ImageStream>()];
        }
    }

    private DependencySnapshot Succeeded(DependencySnapshot before, Work work, string summary, string log)
    {
        var sources = work.Sources.ToImmutableSortedDictionary(StringComparer.Ordinal).ToBuilder();
        foreach (var error in work.Errors)
        {
            if (before.StreamToSource.TryGetValue(error.StreamName, out var known))
            {
                sources[error.StreamName] = known;
            }
        }

        var now = time.GetUtcNow();
        return new DependencySnapshot
        {
            StreamToSource = sources.ToImmutable(),
            UnbuildableSources = [.. sources.Values.Where(source => work.Find(source) is null)],
            PatternStreams = [.. sources.Keys.Concat(sources.Values).Where(work.IsOfPattern)],
            GeneratedAt = now,
            LastAttemptAt = now,
            LastAttemptError = summary,
            FetchLog = Encoding.UTF8.GetBytes(log),
        };
    }

    private DependencySnapshot Failed(DependencySnapshot before, string error, string log) =>
        before with { LastAttemptAt = time.GetUtcNow(), LastAttemptError = error, FetchLog = Encoding.UTF8.GetBytes(log) };

    private static string Summarize(Work work)
    {
        if (work.Errors.Count == 0)
        {
            return "";
        }

        var shown = work.Errors.Take(ErrorsShown).Select(error => $"{error.StreamName}: {InOneLine(error.Error)}");
        var more = work.Errors.Count > ErrorsShown ? $"; and {work.Errors.Count - ErrorsShown} more" : "";
        return $"{work.Errors.Count} of {work.Errors.Count + work.Sources.Count} manifests could not be read: "
            + string.Join("; ", shown) + more;
    }

    // Others follow in the same sentence.
    private static string InOneLine(string error) =>
        string.Join(' ', error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    /// <summary>One attempt.</summary>
    private sealed class Work(ImaginatorConfiguration configuration, IReadOnlyDictionary<string, string> secrets)
    {
        private readonly StreamCatalog _catalog = configuration.Catalog;
        private readonly HashSet<string> _exact = [.. configuration.ImageStreams.Streams.Select(stream => stream.Name)];
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public ImaginatorConfiguration Configuration => configuration;

        public IReadOnlyDictionary<string, string> Secrets => secrets;

        public Dictionary<string, string> Sources { get; } = new(StringComparer.Ordinal);

        public List<SourceAnswer> Errors { get; } = [];

        public string Output { get; set; } = "";

        public TimeSpan FetchTime { get; set; }

        public StreamDefinition? Find(string name)
        {
            try
            {
                return _catalog.Find(name);
            }
            catch (ImaginatorException)
            {
                // Of two patterns: nobody can build it.
                return null;
            }
        }

        public bool IsOfPattern(string name) => !_exact.Contains(name) && Find(name) is ImageStream;

        public ImageStream? FindNewOfPattern(string name) =>
            !_exact.Contains(name) && _seen.Add(name) ? Find(name) as ImageStream : null;
    }
}
