namespace Imaginator.Plugins.S3.Formats;

/// <summary>A pack and the objects in it.</summary>
/// <param name="Id">The ID of the pack.</param>
/// <param name="Length">The length of the pack in bytes.</param>
/// <param name="Objects">Its objects, in the order of their offsets. Bytes between them belong to objects that are not needed.</param>
internal sealed record IndexedPack(string Id, long Length, IReadOnlyList<PackedObject> Objects);
