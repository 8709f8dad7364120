using Imaginator.Images;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>An object in a pack.</summary>
/// <param name="Hash">The hash of the object.</param>
/// <param name="Offset">The position of its first byte in the pack.</param>
/// <param name="Length">Its length in bytes, at least 1.</param>
internal readonly record struct PackedObject(ObjectHash Hash, long Offset, long Length);
