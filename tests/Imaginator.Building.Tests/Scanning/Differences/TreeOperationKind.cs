namespace Imaginator.Building.Scanning.Differences;

/// <summary>What can be done to a tree.</summary>
internal enum TreeOperationKind
{
    Create,
    Write,
    Append,
    Truncate,

    // Copied up, and equal.
    OpenForWritingOnly,
    ChangeMode,
    ChangeOwner,
    ChangeTime,
    SetAttribute,
    RemoveAttribute,
    SetCapability,
    Link,
    Rename,

    // Two names change places.
    Exchange,
    Unlink,
    MakeDirectory,
    RemoveDirectory,
    RemoveTree,
    ReplaceByFile,
    ReplaceByDirectory,
    MakeSymbolicLink,
    MakeNode,
}
