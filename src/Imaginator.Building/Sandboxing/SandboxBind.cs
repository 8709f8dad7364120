namespace Imaginator.Building.Sandboxing;

/// <summary>
/// A directory of the host that commands see. Mounts below it on the host are not visible; commands can
/// connect to sockets in it even if it is read-only. A writable one must be below a directory that only root can enter:
/// commands can make set-uid programs there.
/// </summary>
/// <param name="HostPath">The path on the host.</param>
/// <param name="MountPoint">The path for commands: an absolute path inside the root. Created if missing.</param>
/// <param name="Writable">Whether commands may write to it.</param>
internal sealed record SandboxBind(string HostPath, string MountPoint, bool Writable)
{
    /// <summary>
    /// The path of the bound directory below <see cref="HostPath"/>. It is not trusted: a symbolic link in it is refused.
    /// Empty for <see cref="HostPath"/> itself.
    /// </summary>
    public string PathBelow { get; init; } = "";
}
