using Imaginator.Images;

namespace Imaginator.ImageStores.Objects;

/// <summary>An object of a store.</summary>
/// <param name="Hash">The hash of the object.</param>
/// <param name="Length">The length of the object in bytes.</param>
public readonly record struct StoredObject(ObjectHash Hash, long Length);
