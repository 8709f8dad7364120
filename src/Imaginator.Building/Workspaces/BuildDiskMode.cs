namespace Imaginator.Building.Workspaces;

/// <summary>Means to limit the disk space of each build.</summary>
public enum BuildDiskMode
{
    /// <summary>
    /// Project quotas where the file system enforces them and builds have user namespaces; otherwise <see cref="FileSystem"/> for builds with a limit in the
    /// configuration, and <see cref="None"/> for others.
    /// </summary>
    Auto,

    /// <summary>By the disk reserve alone, which stops the largest build before the disk is full.</summary>
    None,

    /// <summary>By a project quota of the file system of the state directory.</summary>
    Quota,

    /// <summary>By a file system for each build, in a sparse file.</summary>
    FileSystem,
}
