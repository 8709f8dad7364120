using Imaginator.Images;

namespace Imaginator.ImageStores.Objects;

/// <summary>An object of a store.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct StoredObject(ObjectHash Hash, long Length);
