using System.Collections.Immutable;
using Imaginator.Host.Configuration;
using Imaginator.Host.History.Records;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Builds;

/// <summary>
/// The streams that fail now: configured streams, and streams that match a configured pattern, whose last build failed. A stream that
/// leaves the configuration leaves this list; the history keeps its builds. Thread-safe.
/// </summary>
internal sealed class FailingStreams(BuildHistory history, LiveConfiguration configuration)
{
    private State? _state;

    /// <summary>Lists the failing streams, the longest failing first.</summary>
    public IReadOnlyList<FailingStream> List()
    {
        // A change during the query makes the next call read again.
        var (conclusions, active) = (history.Conclusions, configuration.Current);
        if (Volatile.Read(ref _state) is not { } state || state.Conclusions != conclusions || !ReferenceEquals(state.Configuration, active))
        {
            state = new State(conclusions, active, Read(active));
            Volatile.Write(ref _state, state);
        }

        return state.Streams;
    }

    private ImmutableArray<FailingStream> Read(ImaginatorConfiguration active)
    {
        var catalog = active.Catalog;
        return
        [
            .. history.ReadFailing()
                .Where(failure => IsConfigured(catalog, failure.StreamName))
                .Select(failure => new FailingStream(
                    failure.StreamName, failure.LastBuild, failure.Since, failure.Error, failure.Failures)),
        ];
    }

    private static bool IsConfigured(StreamCatalog catalog, string name)
    {
        try
        {
            return catalog.Find(ConsumerOf(name)) is not null;
        }
        catch (ImaginatorException)
        {
            // Two patterns match: the stream is configured twice, and its builds fail.
            return true;
        }
    }

    // A private image is built for another stream, below whose name it is.
    private static string ConsumerOf(string name) =>
        name.IndexOf("/.private/", StringComparison.Ordinal) is > 0 and var end ? name[..end] : name;

    private sealed record State(long Conclusions, ImaginatorConfiguration Configuration, ImmutableArray<FailingStream> Streams);
}
