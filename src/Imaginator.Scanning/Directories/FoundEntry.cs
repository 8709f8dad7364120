using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Scanning.Directories;

/// <summary>An entry of a directory, as far as it is known without reading it.</summary>
internal readonly record struct FoundEntry
{
    /// <summary>The status of the entry on disk; not set for a known inode.</summary>
    public FileStatus Status { get; init; }

    /// <summary>The inode, if it is known from the source image; of directories, without their contents.</summary>
    public Inode? Known { get; init; }

    /// <summary>The key that all names of the same file share; null for a file with one name.</summary>
    public LinkKey? Link { get; init; }

    public bool IsDirectory => Known is null ? Status.Type == FileType.Directory : Known is DirectoryInode;
}
