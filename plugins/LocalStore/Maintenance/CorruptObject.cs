using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>A corrupt object, and the inode number of the checked file: another file can replace it.</summary>
internal readonly record struct CorruptObject(ObjectHash Hash, ulong InodeNumber);
