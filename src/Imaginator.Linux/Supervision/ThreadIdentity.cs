using Imaginator.Linux.Containment;
using Tmds.Linux;

namespace Imaginator.Linux.Supervision;

/// <summary>
/// The user, group and umask with which a thread creates files. Only of the calling thread, which must have a
/// <see cref="ThreadView"/>.
/// </summary>
internal sealed class ThreadIdentity(CallerIdentity identity)
{
    private const int Root = 0;
    private const uint Query = uint.MaxValue; // an invalid id changes nothing, and the current one is returned

    /// <summary>Acts as the other identity, with all capabilities of this thread.</summary>
    /// <returns>What the action returns; EPERM if the identity cannot be taken on.</returns>
    public Errno Run(Func<Errno> action)
    {
        var mask = LibC.umask((mode_t)(ushort)identity.FileMask);
        try
        {
            Set(SyscallNumbers.SetFsGid, identity.FileGroup);
            Set(SyscallNumbers.SetFsUid, identity.FileUser);
            return Get(SyscallNumbers.SetFsUid) == identity.FileUser && Get(SyscallNumbers.SetFsGid) == identity.FileGroup
                && ProcessCapabilities.RaiseAll()
                ? action()
                : Errno.EPERM;
        }
        finally
        {
            Set(SyscallNumbers.SetFsUid, Root);
            Set(SyscallNumbers.SetFsGid, Root);
            LibC.umask(mask);
        }
    }

    // Neither call reports an error.
    private static void Set(int call, uint id) => NativeCall.Syscall(call, (nint)id);

    private static uint Get(int call) => (uint)NativeCall.Syscall(call, unchecked((nint)Query));
}
