namespace Imaginator.Building.Scanning;

/// <summary>Tests that measure what the whole process allocates, and tests that allocate much: no other test runs beside them.</summary>
[CollectionDefinition(nameof(LargeTrees), DisableParallelization = true)]
public sealed class LargeTrees;
