namespace Imaginator.Testing;

/// <summary>The kinds of entries in manifests of the suite.</summary>
public enum ManifestEntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A FIFO, which a manifest cannot contain.</summary>
    Fifo,

    /// <summary>A character device, which a manifest cannot contain. Only root can make one.</summary>
    Device,
}
