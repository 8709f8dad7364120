namespace Imaginator.ImageStores.Maintenance;

/// <summary>The results of a garbage collection.</summary>
/// <param name="Images">The number of removed images.</param>
/// <param name="Objects">The number of removed objects.</param>
/// <param name="Bytes">The total size of the removed objects in bytes.</param>
public sealed record StoreCollectionReport(long Images, long Objects, long Bytes);
