using Imaginator.Images;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Scanning.Directories;

/// <summary>What a name that is no directory stands for.</summary>
/// <param name="Inode">The inode; without a hash if there are contents to hash.</param>
/// <param name="Contents">The file that has the contents to hash, for whoever gets this to close; null for none.</param>
/// <param name="IsExpendable">Whether nobody needs the file but the tree, which is thrown away.</param>
internal readonly record struct ReadEntry(Inode Inode, SafeFileHandle? Contents = null, bool IsExpendable = false);
