namespace Imaginator.Building.Sandboxing;

/// <summary>
/// A directory of the host that commands see. What is mounted below it on the host is not seen; sockets in it can be
/// talked to even where nothing can be written. A writable one must be below a directory that only root can enter:
/// commands can make set-uid programs there.
/// </summary>
/// <param name="HostPath">Where it is on the host.</param>
/// <param name="MountPoint">Where it is seen: an absolute path inside the root. Made where missing.</param>
/// <param name="Writable">Whether commands may write to it.</param>
internal sealed record SandboxBind(string HostPath, string MountPoint, bool Writable)
{
    /// <summary>
    /// What to show is at this path below <see cref="HostPath"/>, which somebody else may have written to: a symbolic link
    /// in it is refused. Empty for <see cref="HostPath"/> itself.
    /// </summary>
    public string PathBelow { get; init; } = "";
}
