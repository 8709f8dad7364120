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
    SetCapability,
    Link,
    Rename,
    Unlink,
    MakeDirectory,
    RemoveDirectory,
    RemoveTree,
    ReplaceByFile,
    ReplaceByDirectory,
    MakeSymbolicLink,
    MakeNode,
}
