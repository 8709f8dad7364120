using System.Collections.Immutable;

namespace Imaginator.State.History;

/// <summary>
/// A page of builds, the newest first, without their stages. If <paramref name="HasMore"/> is set, the next page is that of
/// the builds before the last one.
/// </summary>
public sealed record HistoryPage(ImmutableArray<BuildRecord> Builds, bool HasMore);
