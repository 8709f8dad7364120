using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Roots;

/// <summary>What is common to the kinds of root.</summary>
/// <param name="proc">The directory <c>/proc</c> of the sandbox; stays usable when it is unmounted.</param>
internal abstract class SandboxRoot(SafeFileHandle nullDevice, DirectoryHandle proc) : IDisposable
{
    /// <summary>What commands read from.</summary>
    public SafeFileHandle NullDevice { get; } = nullDevice;

    /// <summary>The directory <c>/proc</c> of the sandbox.</summary>
    public DirectoryHandle Proc { get; } = proc;

    /// <summary>Takes away what is mounted in the root and the directories that were made for it.</summary>
    /// <param name="keepDevices">Whether <c>/dev</c> stays.</param>
    public abstract void Unmount(bool keepDevices);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        NullDevice.Dispose();
        Proc.Dispose();
    }
}
