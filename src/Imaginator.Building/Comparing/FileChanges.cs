namespace Imaginator.Building.Comparing;

/// <summary>In what a path differs between two images.</summary>
[Flags]
public enum FileChanges
{
    /// <summary>In nothing.</summary>
    None = 0,

    /// <summary>It is a file here and a directory there, and the like. Nothing else is compared then.</summary>
    Type = 1,

    /// <summary>The contents of a regular file.</summary>
    Contents = 2,

    /// <summary>Set-uid, set-gid, sticky or permission bits.</summary>
    Mode = 4,

    /// <summary>The owner or the group.</summary>
    Owner = 8,

    /// <summary>The modification time.</summary>
    ModificationTime = 16,

    /// <summary>What a symbolic link points to.</summary>
    Target = 32,

    /// <summary>The device number.</summary>
    Device = 64,

    /// <summary>The file generator of a computed file.</summary>
    Source = 128,

    /// <summary>Extended attributes.</summary>
    ExtendedAttributes = 256,

    /// <summary>Which other names lead to the same inode (hard links).</summary>
    Links = 512,
}
