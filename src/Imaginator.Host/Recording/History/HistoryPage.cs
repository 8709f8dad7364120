using System.Collections.Immutable;

namespace Imaginator.Host.Recording.History;

/// <summary>Some builds, the newest first.</summary>
/// <param name="Builds">The builds, without their stages.</param>
/// <param name="HasMore">Whether there are older ones; ask for those before the last.</param>
internal sealed record HistoryPage(ImmutableArray<BuildRecord> Builds, bool HasMore);
