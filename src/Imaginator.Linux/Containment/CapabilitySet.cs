using System.Collections.Immutable;

namespace Imaginator.Linux.Containment;

/// <summary>A set of capabilities.</summary>
/// <param name="Bits">One bit per capability, numbered as in the kernel.</param>
public readonly record struct CapabilitySet(ulong Bits)
{
    /// <summary>The highest capability number that the kernel's interface supports.</summary>
    internal const int Highest = 63;

    /// <summary>
    /// The capabilities required to install and configure packages: change the ownership of files, bypass permission
    /// checks on them, switch to other users, signal its own processes, listen on low ports. Device nodes can be
    /// created, but the mounts that contain them must forbid opening them. The set excludes everything that changes the
    /// running system: administration, kernel modules, raw hardware access, network settings, the clock, tracing,
    /// audit, and opening files by handle.
    /// </summary>
    public static CapabilitySet PackageInstallation { get; } = Of(
        Capability.ChangeOwner,
        Capability.OverridePermissions,
        Capability.ActAsFileOwner,
        Capability.KeepSetIdBits,
        Capability.Kill,
        Capability.SetGroupId,
        Capability.SetUserId,
        Capability.TransferCapabilities,
        Capability.BindLowPorts,
        Capability.ChangeRoot,
        Capability.MakeDeviceNodes,
        Capability.SetFileCapabilities);

    /// <summary>Creates a set from capabilities.</summary>
    public static CapabilitySet Of(params ImmutableArray<Capability> capabilities)
    {
        var bits = 0UL;
        foreach (var capability in capabilities)
        {
            bits |= 1UL << (int)capability;
        }

        return new CapabilitySet(bits);
    }
}
