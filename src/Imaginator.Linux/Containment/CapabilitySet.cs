using System.Collections.Immutable;

namespace Imaginator.Linux.Containment;

/// <summary>A set of capabilities.</summary>
/// <param name="Bits">One bit per capability, as the kernel numbers them.</param>
public readonly record struct CapabilitySet(ulong Bits)
{
    /// <summary>The highest number that the kernel's interface has room for.</summary>
    internal const int Highest = 63;

    /// <summary>
    /// What installing and configuring packages needs: to own, to change and to execute files, to become other users,
    /// to signal its own processes, to listen on low ports. Device nodes can be made, but the mounts that they end up on
    /// must forbid to open them. Nothing that changes the running system: no administration, no modules, no raw
    /// hardware, no network settings, no clock, no tracing, no audit, no opening of files by their handles.
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

    /// <summary>The set of some capabilities.</summary>
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
