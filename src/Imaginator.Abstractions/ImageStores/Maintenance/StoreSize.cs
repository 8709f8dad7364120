namespace Imaginator.ImageStores.Maintenance;

/// <summary>The size of a store.</summary>
/// <param name="Images">The number of listed images.</param>
/// <param name="Objects">The number of objects.</param>
/// <param name="Bytes">The total size of all objects in bytes.</param>
public sealed record StoreSize(long Images, long Objects, long Bytes);
