namespace Imaginator.Linux.Containment;

/// <summary>The capabilities of the calling thread.</summary>
internal static unsafe class ProcessCapabilities
{
    private const int DropFromBoundingSet = 24; // PR_CAPBSET_DROP
    private const int Ambient = 47; // PR_CAP_AMBIENT
    private const int ClearAmbient = 4; // PR_CAP_AMBIENT_CLEAR_ALL
    private const uint Version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3

    private struct Header
    {
        public uint Version;
        public int ProcessId;
    }

    private struct Data
    {
        public uint Effective;
        public uint Permitted;
        public uint Inheritable;
    }

    /// <summary>
    /// Drops all capabilities except the given ones permanently: no executed program can regain them. Called between
    /// fork and exec.
    /// </summary>
    public static bool Limit(ulong kept)
    {
        for (var capability = 0; capability <= CapabilitySet.Highest; capability++)
        {
            if ((kept & (1UL << capability)) == 0
                && NativeCall.Syscall(SyscallNumbers.Prctl, DropFromBoundingSet, capability) < 0
                && NativeCall.LastError != Errno.EINVAL) // EINVAL: the kernel has none of that number
            {
                return false;
            }
        }

        if (NativeCall.Syscall(SyscallNumbers.Prctl, Ambient, ClearAmbient) < 0)
        {
            return false;
        }

        var header = OfThisThread();
        var data = stackalloc Data[2];
        if (NativeCall.Syscall(SyscallNumbers.Capget, (nint)(&header), (nint)data) < 0)
        {
            return false;
        }

        // The caller itself can lack some. Root would regain inheritable ones with the next program.
        for (var half = 0; half < 2; half++)
        {
            data[half].Permitted &= (uint)(kept >> (32 * half));
            data[half].Effective = data[half].Permitted;
            data[half].Inheritable = 0;
        }

        return NativeCall.Syscall(SyscallNumbers.Capset, (nint)(&header), (nint)data) >= 0;
    }

    /// <summary>Makes all permitted capabilities of the thread effective: a change of its file user removes some.</summary>
    public static bool RaiseAll()
    {
        var header = OfThisThread();
        var data = stackalloc Data[2];
        if (NativeCall.Syscall(SyscallNumbers.Capget, (nint)(&header), (nint)data) < 0)
        {
            return false;
        }

        data[0].Effective = data[0].Permitted;
        data[1].Effective = data[1].Permitted;
        return NativeCall.Syscall(SyscallNumbers.Capset, (nint)(&header), (nint)data) >= 0;
    }

    private static Header OfThisThread() => new() { Version = Version3, ProcessId = 0 };
}
