using Imaginator.Images;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Scanning;

/// <summary>A regular file with contents on its way from the walk to a hasher.</summary>
/// <param name="inode">Its inode, without the hash; longer than 0 bytes.</param>
/// <param name="file">The file; the hasher closes it.</param>
internal sealed class FileToHash(
    RegularInode inode, string path, SafeFileHandle file, bool isExpendable, (RegularInode[] Part, int Position) place)
{
    public string Path { get; } = path;

    public SafeFileHandle File { get; } = file;

    /// <summary>The length in bytes.</summary>
    public long Length { get; } = (long)inode.Size;

    public bool IsExpendable { get; } = isExpendable;

    /// <summary>Completes the inode.</summary>
    public void SetHash(in ObjectHash hash) => place.Part[place.Position] = inode with { Hash = hash };
}
