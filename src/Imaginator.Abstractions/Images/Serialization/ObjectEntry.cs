namespace Imaginator.Images.Serialization;

/// <summary>An object that a tree refers to.</summary>
/// <param name="Hash">The hash of the object.</param>
/// <param name="Size">The length of the object in bytes, at least 1.</param>
public readonly record struct ObjectEntry(ObjectHash Hash, ulong Size);
