using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanning.Directories;

/// <summary>What a name in a directory stands for, as far as it was found out without reading it.</summary>
internal readonly record struct FoundEntry
{
    /// <summary>The status of what is there; not for what is known.</summary>
    public FileStatus Status { get; init; }

    /// <summary>The inode, where it is known from the source image; for directories without what is in them.</summary>
    public Inode? Known { get; init; }

    /// <summary>What other names of the same file have as well; null for what has one name.</summary>
    public LinkKey? Link { get; init; }

    public bool IsDirectory => Known is null ? Status.Type == FileType.Directory : Known is DirectoryInode;
}
