using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Streams;
using Imaginator.Host.Configuration;
using Imaginator.Hosting.Configuration;
using Imaginator.Quantities;

namespace Imaginator.Host.Dependencies;

/// <summary>
/// Finds the source streams: scans the manifests of all streams, then those of the pattern streams that they are built on,
/// and so on. Not thread-safe.
/// </summary>
internal sealed class DependencyFinder(LiveConfiguration configuration, ManifestScanner scanner, TimeProvider timeProvider)
{
    // A pattern whose streams are built on each other can go on forever.
    private const int MaximumPatternDepth = 32;

    private const int MaximumErrorsShown = 5;

    /// <summary>Scans all manifests. A stream with an unreadable manifest keeps its previous source.</summary>
    public async Task<DependencySnapshot> FindAsync(DependencySnapshot before, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var work = new Work(configuration.Current, configuration.Secrets.Values);
        try
        {
            await ReadAllAsync(work, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImaginatorException)
        {
            return Failed(before, $"cannot scan the manifests: {e.Clause()}", "");
        }

        var log = configuration.Masker.Mask(
            work.Output
            + string.Concat(work.Errors.Select(error => $"{error.StreamName}: {error.Error}\n"))
            + $"Cumulative fetch time: {GoDuration.Format(work.FetchTime)}\n"
            + $"Generated dependencies in: {GoDuration.Format(timeProvider.GetElapsedTime(started))}\n");
        var summary = configuration.Masker.Mask(Summarize(work));
        return work.Sources.Count == 0 && work.Errors.Count > 0
            ? Failed(before, summary, log)
            : Succeeded(before, work, summary, log);
    }

    private async Task ReadAllAsync(Work work, CancellationToken cancellationToken)
    {
        var streams = work.Configuration.ImageStreams.Streams
            .Where(stream => stream.Fault is null && !work.Configuration.Main.BootstrapStreams.ContainsKey(stream.Name)).ToList();
        for (var depth = 0; streams.Count > 0 && depth <= MaximumPatternDepth; depth++)
        {
            var result = await scanner.ScanAsync(streams, work.Secrets, cancellationToken);
            work.Output += result.Output;
            work.FetchTime += result.FetchTime;
            foreach (var found in result.Sources)
            {
                if (found.Source is { } source)
                {
                    work.Sources[found.StreamName] = source;
                }
                else
                {
                    work.Errors.Add(found);
                }
            }

            streams = [.. result.Sources.Select(found => found.Source).OfType<string>()
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

        var now = timeProvider.GetUtcNow();
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
        before with { LastAttemptAt = timeProvider.GetUtcNow(), LastAttemptError = error, FetchLog = Encoding.UTF8.GetBytes(log) };

    private static string Summarize(Work work)
    {
        if (work.Errors.Count == 0)
        {
            return "";
        }

        var shown = work.Errors.Take(MaximumErrorsShown).Select(error => $"{error.StreamName}: {InOneLine(error.Error)}");
        var more = work.Errors.Count > MaximumErrorsShown ? $"; and {work.Errors.Count - MaximumErrorsShown} more" : "";
        return $"{work.Errors.Count} of {work.Errors.Count + work.Sources.Count} manifests cannot be read: "
            + string.Join("; ", shown) + more;
    }

    // Other errors follow in the same sentence.
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

        public List<SourceResult> Errors { get; } = [];

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
                // The name matches two patterns, so the stream cannot be built.
                return null;
            }
        }

        public bool IsOfPattern(string name) => !_exact.Contains(name) && Find(name) is ImageStream;

        public ImageStream? FindNewOfPattern(string name) =>
            !_exact.Contains(name) && _seen.Add(name) && Find(name) is ImageStream { Fault: null } stream ? stream : null;
    }
}
