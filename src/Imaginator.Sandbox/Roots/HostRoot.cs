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
    private HostRoot(SafeFileHandle nullDevice, DirectoryHandle proc, IdShift shift) : base(nullDevice, proc, shift)
    {
    }

    /// <summary>Prepares the root.</summary>
    public static HostRoot Prepare()
    {
        using var root = DirectoryHandle.OpenHost("/");
        using (var covered = root.OpenDirectory("proc"))
        using (var proc = DetachedMount.CreateProcForChildren(MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution))
        {
            proc.AttachTo(covered);
        }

        return new HostRoot(Descriptors.OpenForReading("/dev/null"), root.OpenDirectory("proc"), IdShift.None);
    }

    /// <summary>Opens the root of commands whose user namespace owns their mount and PID namespaces.</summary>
    /// <param name="first">The first process of these namespaces.</param>
    /// <param name="shift">The difference between the ids of the commands and those of this process.</param>
    public static HostRoot Open(FirstProcess first, IdShift shift)
    {
        Namespaces.EnterForChildren(first.ProcessId);
        using var proc = DetachedMount.CreateProcForChildren(MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution);
        return new HostRoot(Descriptors.OpenForReading("/dev/null"), proc.OpenRoot("/proc"), shift);
    }

    /// <inheritdoc/>
    public override void Unmount(bool keepDevices)
    {
        // Its mounts are copies of the host's mounts and disappear with the sandbox.
    }
}
