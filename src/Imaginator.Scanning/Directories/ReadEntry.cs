using Imaginator.Images;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Scanning.Directories;

/// <summary>A directory entry that is not a directory.</summary>
/// <param name="Inode">The inode; without a hash if there are contents to hash.</param>
/// <param name="Contents">The file with the contents to hash, which the receiver closes; null for none.</param>
/// <param name="IsExpendable">Whether only the tree needs the file, and the tree is discarded.</param>
internal readonly record struct ReadEntry(Inode Inode, SafeFileHandle? Contents = null, bool IsExpendable = false);
