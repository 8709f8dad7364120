using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Roots;

/// <summary>The common base of the kinds of root.</summary>
/// <param name="proc">The directory <c>/proc</c> of the sandbox; usable even after it is unmounted.</param>
/// <param name="shift">The difference between the ids of the commands and those of this process.</param>
internal abstract class SandboxRoot(SafeFileHandle nullDevice, DirectoryHandle proc, IdShift shift) : IDisposable
{
    /// <summary>The difference between the ids of the commands and those of this process.</summary>
    public IdShift Shift { get; } = shift;

    /// <summary>The standard input of commands.</summary>
    public SafeFileHandle NullDevice { get; } = nullDevice;

    /// <summary>The directory <c>/proc</c> of the sandbox.</summary>
    public DirectoryHandle Proc { get; } = proc;

    /// <summary>Removes the mounts in the root and the directories that were created for them.</summary>
    /// <param name="keepDevices">Whether to keep <c>/dev</c>.</param>
    public abstract void Unmount(bool keepDevices);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        NullDevice.Dispose();
        Proc.Dispose();
    }
}
