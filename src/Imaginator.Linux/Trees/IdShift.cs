namespace Imaginator.Linux.Trees;

/// <summary>
/// The difference between the ids that a mount shows and the ids on disk. A mount for a user namespace shows each id of the
/// disk as the id that the namespace gives it; see <see cref="Processes.UserNamespace"/>.
/// </summary>
/// <param name="By">The difference: 0 for an ordinary mount, otherwise <see cref="Offset"/>.</param>
public readonly record struct IdShift(uint By)
{
    /// <summary>The host's id of id 0 of a user namespace.</summary>
    public const uint Offset = 1u << 31;

    /// <summary>The number of ids of a user namespace: all from 0, as many as the host has left above the offset.</summary>
    public const uint Count = uint.MaxValue - Offset;

    /// <summary>The owner on disk of files that root of the host has created on such a mount, before its owner is set.</summary>
    public const uint Unset = uint.MaxValue - 1;

    /// <summary>No difference.</summary>
    public static IdShift None => default;

    /// <summary>The difference of mounts for user namespaces.</summary>
    public static IdShift ForUserNamespace => new(Offset);

    /// <summary>Whether there is a difference.</summary>
    public bool IsSet => By != 0;

    /// <summary>Converts an id on disk to the id on the mount.</summary>
    /// <exception cref="LinuxException">The user namespace has no such id (EOVERFLOW).</exception>
    public uint ToMount(uint id, string path) => !IsSet
        ? id
        : id < Count
            ? id + By
            : throw new LinuxException($"chown (id {id} is above {Count - 1}, the highest that a build can have)", path, Errno.EOVERFLOW);

    /// <summary>Converts an id on the mount to the id on disk.</summary>
    public uint FromMount(uint id) => id >= By ? id - By : id;
}
