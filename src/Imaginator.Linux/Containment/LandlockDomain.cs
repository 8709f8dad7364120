using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Containment;

/// <summary>Kernel-enforced restrictions of the calling process and all its descendants (Landlock).</summary>
public static unsafe class LandlockDomain
{
    private const int QueryVersion = 1; // LANDLOCK_CREATE_RULESET_VERSION
    private const int VersionWithScopes = 6;
    private const ulong ScopeAbstractSockets = 1; // LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
    private const ulong ScopeSignals = 2; // LANDLOCK_SCOPE_SIGNAL

    private struct RulesetAttributes
    {
        public ulong HandledFileAccess;
        public ulong HandledNetworkAccess;
        public ulong Scoped;
    }

    /// <summary>
    /// Restricts this process and every process that it starts from now on: they can connect to abstract sockets and
    /// send signals only among each other. Call it while the process has a single relevant thread; other threads are
    /// not affected.
    /// </summary>
    /// <returns>Whether the kernel supports it (Linux 6.12 or newer with Landlock enabled).</returns>
    /// <exception cref="LinuxException">The kernel supports it, but refuses.</exception>
    public static bool TryIsolate()
    {
        if (NativeCall.Syscall(SyscallNumbers.LandlockCreateRuleset, 0, 0, QueryVersion) < VersionWithScopes)
        {
            return false;
        }

        RulesetAttributes attributes = default;
        attributes.Scoped = ScopeAbstractSockets | ScopeSignals;
        var ruleset = (int)NativeCall.Syscall(
            SyscallNumbers.LandlockCreateRuleset, (nint)(&attributes), sizeof(RulesetAttributes), 0);
        NativeCall.ThrowIfFailed(ruleset, "landlock_create_ruleset", "");
        using var handle = new SafeFileHandle(ruleset, ownsHandle: true);
        var result = (int)NativeCall.Syscall(SyscallNumbers.LandlockRestrictSelf, ruleset, 0);
        NativeCall.ThrowIfFailed(result, "landlock_restrict_self", "");
        return true;
    }
}
