using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Roots;

/// <summary>
/// The host's own root, for tools that create a root from nothing: they see all files, but only their own processes,
/// and their mounts are invisible outside.
/// </summary>
internal sealed class HostRoot : SandboxRoot
{
    private HostRoot(SafeFileHandle nullDevice, DirectoryHandle proc) : base(nullDevice, proc)
    {
    }

    /// <summary>Prepares the root.</summary>
    public static HostRoot Prepare()
    {
        using var root = DirectoryHandle.OpenHost("/");
        using (var proc = MountPoint.Open(root, "proc"))
        {
            proc.MountFileSystem("proc", MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution);
        }

        return new HostRoot(Descriptors.OpenForReading("/dev/null"), root.OpenDirectory("proc"));
    }

    /// <inheritdoc/>
    public override void Unmount(bool keepDevices)
    {
        // Its mounts are copies of the host's mounts and disappear with the sandbox.
    }
}
