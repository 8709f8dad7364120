using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>The standard descriptors that the starter of this process has left open.</summary>
public static class InheritedDescriptors
{
    /// <summary>Standard output.</summary>
    public const int Output = 1;

    /// <summary>Standard error.</summary>
    public const int Error = 2;

    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>
    /// Whether a descriptor was open when this program began. If it was not, the runtime can have opened one of its files under
    /// that number, which then closes with the next program; writing text there would break the runtime.
    /// </summary>
    public static bool IsOpen(int descriptor)
    {
        var flags = LibC.fcntl(descriptor, LibC.F_GETFD, 0);
        return flags >= 0 && (flags & CloseOnExec) == 0;
    }
}
