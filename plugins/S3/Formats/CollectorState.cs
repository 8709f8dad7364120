using System.Collections.Immutable;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>The state of the garbage collection, which all changes of images read before they rely on packs.</summary>
internal sealed record CollectorState
{
    public static CollectorState Initial { get; } = new();

    /// <summary>Increases with each removal of packs: programs with an older table of objects must read all index objects again.</summary>
    public ulong Generation { get; init; }

    /// <summary>The time of the last complete collection.</summary>
    public DateTimeOffset CollectedAt { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The packs that are to be removed, and the time of that decision. An upload that relies on one removes it from here.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Condemned { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>The packs whose removal has begun: nothing can rely on them.</summary>
    public ImmutableHashSet<string> Removing { get; init; } = [];
}
