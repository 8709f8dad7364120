using Imaginator.Images;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>A corrupt object.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="InodeNumber">The file that was looked at, in case that another one takes its place.</param>
internal readonly record struct CorruptObject(ObjectHash Hash, ulong InodeNumber);
