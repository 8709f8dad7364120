namespace Imaginator.Plugins.S3.Catalogue;

/// <summary>The use of a pack.</summary>
/// <param name="Length">The length of the pack that its index object declares.</param>
/// <param name="LiveObjects">The number of objects that images refer to.</param>
/// <param name="LiveBytes">Their total length.</param>
internal readonly record struct PackUse(long Length, long LiveObjects, long LiveBytes);
