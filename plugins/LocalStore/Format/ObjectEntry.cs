using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Format;

/// <summary>An object that a tree refers to: its hash, and its length in bytes, at least 1.</summary>
internal readonly record struct ObjectEntry(ObjectHash Hash, ulong Size);
