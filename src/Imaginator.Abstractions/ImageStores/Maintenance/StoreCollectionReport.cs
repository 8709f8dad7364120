namespace Imaginator.ImageStores.Maintenance;

/// <summary>What a garbage collection removed.</summary>
/// <param name="Images">Expired images.</param>
/// <param name="Objects">Objects that nothing referred to.</param>
/// <param name="Bytes">The size of those objects in bytes.</param>
public sealed record StoreCollectionReport(long Images, long Objects, long Bytes);
