namespace Imaginator.Manifests;

/// <summary>The process in which a manifest source fetches.</summary>
public enum FetchIsolation
{
    /// <summary>
    /// The process of the program. For sources that read only files of this machine and bound their own use of memory.
    /// </summary>
    None,

    /// <summary>
    /// A fetcher: a separate process with a memory limit, the user of the program, and no capabilities except to read all
    /// files.
    /// </summary>
    Process,

    /// <summary>
    /// A fetcher whose user can read only files that all users of the machine can read, and write only to the target directory
    /// and the cache directory. If the directories of the program or its state are closed to other users, the fetch runs as
    /// <see cref="Process"/>.
    /// </summary>
    UnprivilegedProcess,
}
