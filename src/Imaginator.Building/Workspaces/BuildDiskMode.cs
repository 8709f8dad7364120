namespace Imaginator.Building.Workspaces;

/// <summary>Means to limit the disk space of each build.</summary>
public enum BuildDiskMode
{
    /// <summary>
    /// <see cref="Quota"/> where the file system enforces project quotas and builds have user namespaces; otherwise <see cref="FileSystem"/>
    /// where this machine can mount one; otherwise <see cref="None"/> with a warning, except for builds with a limit in the configuration,
    /// which then fail.
    /// </summary>
    Auto,

    /// <summary>By the disk reserve alone, which stops the largest build before the disk is full.</summary>
    None,

    /// <summary>By a project quota of the file system of the state directory.</summary>
    Quota,

    /// <summary>By a file system for each build, in a sparse file.</summary>
    FileSystem,
}
