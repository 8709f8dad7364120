using System.Collections.Immutable;

namespace Imaginator.Host.Recording.History;

/// <summary>Some builds, the newest first.</summary>
internal sealed record HistoryPage(ImmutableArray<BuildRecord> Builds, bool HasMore);
