namespace Imaginator.Host.Images.Trees;

/// <summary>The kinds of files in the tree of an image.</summary>
internal enum TreeFileKind
{
    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A regular file, whose contents are in the image store.</summary>
    Regular,

    /// <summary>A regular file, whose contents a machine fetches from a file generator.</summary>
    Computed,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A FIFO.</summary>
    Fifo,
}
