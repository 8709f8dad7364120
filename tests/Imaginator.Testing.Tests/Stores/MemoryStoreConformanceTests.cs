namespace Imaginator.Testing.Tests.Stores;

/// <summary>A right store passes the suite: the faults of <see cref="ImageStoreMutantTests"/> are the only reason for which the others fail.</summary>
public sealed class MemoryStoreConformanceTests() : MemoryStoreSuite(MemoryStoreFault.None);
