namespace Imaginator.Building.Comparing;

/// <summary>The differences of a path between two images.</summary>
[Flags]
public enum FileChanges
{
    /// <summary>No difference.</summary>
    None = 0,

    /// <summary>The type, for instance a file in one image and a directory in the other. Nothing else is compared then.</summary>
    Type = 1,

    /// <summary>The contents of a regular file.</summary>
    Contents = 2,

    /// <summary>Set-uid, set-gid, sticky or permission bits.</summary>
    Mode = 4,

    /// <summary>The owner or the group.</summary>
    Owner = 8,

    /// <summary>The modification time.</summary>
    ModificationTime = 16,

    /// <summary>The target of a symbolic link.</summary>
    Target = 32,

    /// <summary>The device number.</summary>
    Device = 64,

    /// <summary>The file generator of a computed file.</summary>
    Source = 128,

    /// <summary>Extended attributes.</summary>
    ExtendedAttributes = 256,

    /// <summary>The other names of the same inode (hard links).</summary>
    Links = 512,
}
