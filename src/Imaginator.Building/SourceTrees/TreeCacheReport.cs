using System.Collections.Immutable;

namespace Imaginator.Building.SourceTrees;

/// <summary>The result of a check of the cache of source trees.</summary>
/// <param name="Trees">The number of checked trees.</param>
/// <param name="Bytes">The total length of their file contents in bytes.</param>
/// <param name="Faults">The faults, one line for each tree.</param>
/// <param name="Repairs">The repairs, one line for each tree.</param>
public sealed record TreeCacheReport(
    int Trees, long Bytes, ImmutableArray<string> Faults, ImmutableArray<string> Repairs);
