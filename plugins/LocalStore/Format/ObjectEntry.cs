using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Format;

/// <summary>An object that a tree refers to.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Size">Its length in bytes, more than 0.</param>
internal readonly record struct ObjectEntry(ObjectHash Hash, ulong Size);
