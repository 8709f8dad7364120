using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>A corrupt object.</summary>
internal readonly record struct CorruptObject(ObjectHash Hash, ulong InodeNumber);
