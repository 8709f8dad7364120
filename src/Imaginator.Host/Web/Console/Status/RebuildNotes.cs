using System.Collections.Immutable;
using Imaginator.Host.Schedule;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Console.Status;

/// <summary>The state of the automatic rebuilds; a status of null means that they are turned off.</summary>
internal sealed record RebuildNotes(RebuildStatus? Status)
{
    private const int ShownStreams = 20;

    /// <summary>The first of the streams without a new image.</summary>
    public ImmutableArray<StreamRebuild> Problems { get; } =
        [.. (Status?.Latest?.Streams ?? []).Where(stream => stream.State == StreamRebuildState.Failed).Take(ShownStreams)];

    /// <summary>The states of the streams of a cycle in numbers.</summary>
    public static string Summarize(RebuildCycleSnapshot cycle)
    {
        var states = cycle.Streams.CountBy(stream => stream.State).ToDictionary();
        return $"{Of(StreamRebuildState.Rebuilt)} rebuilt, {Of(StreamRebuildState.Extended)} extended, "
            + $"{Of(StreamRebuildState.Failed)} failed, {Of(StreamRebuildState.Pending)} pending";

        string Of(StreamRebuildState state) => DisplayFormat.Number(states.GetValueOrDefault(state));
    }
}
