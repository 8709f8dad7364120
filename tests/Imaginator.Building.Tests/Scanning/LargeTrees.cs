namespace Imaginator.Building.Scanning;

/// <summary>Tests that measure what is allocated, and tests that allocate much: one at a time.</summary>
[CollectionDefinition(nameof(LargeTrees))]
public sealed class LargeTrees;
