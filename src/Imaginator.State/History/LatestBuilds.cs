using System.Collections.Immutable;

namespace Imaginator.State.History;

/// <summary>The last builds of streams, the newest first, without their stages; and the number of such streams. Immutable.</summary>
public sealed record LatestBuilds(ImmutableArray<BuildRecord> Builds, int Total);
