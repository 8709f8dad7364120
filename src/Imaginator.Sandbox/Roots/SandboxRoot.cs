using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Roots;

/// <summary>The common base of the kinds of root.</summary>
/// <param name="proc">The directory <c>/proc</c> of the sandbox; usable even after it is unmounted.</param>
internal abstract class SandboxRoot(SafeFileHandle nullDevice, DirectoryHandle proc) : IDisposable
{
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
