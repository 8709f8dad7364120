using System.Collections.Immutable;

namespace Imaginator.Building.SourceTrees;

/// <summary>What a check of the cache of source trees has found.</summary>
/// <param name="Trees">How many trees were compared with what they should be.</param>
/// <param name="Bytes">How many bytes of file contents they have.</param>
/// <param name="Faults">What is wrong, a line for each tree.</param>
/// <param name="Repairs">What was done about it, a line for each tree.</param>
public sealed record TreeCacheReport(
    int Trees, long Bytes, ImmutableArray<string> Faults, ImmutableArray<string> Repairs);
