using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Linux.Containment;

namespace Imaginator.Linux.Supervision;

/// <summary>The parts of <c>/proc/PID/status</c> that decide which files a process may create.</summary>
/// <param name="FileUser">The user id that owns files that it creates, in the user namespace of the reader.</param>
/// <param name="FileGroup">The group id that owns files that it creates, in the user namespace of the reader.</param>
/// <param name="FileMask">Its umask.</param>
/// <param name="Capabilities">Its effective capabilities, in its own user namespace.</param>
internal sealed record CallerIdentity(uint FileUser, uint FileGroup, uint FileMask, CapabilitySet Capabilities)
{
    private const int FileIdColumn = 3; // after the real, the effective and the saved id

    /// <summary>Parses the file.</summary>
    /// <returns>The identity; null if parts are missing, because the process is ending.</returns>
    public static CallerIdentity? Parse(string status)
    {
        var fields = status.Split('\n')
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .ToImmutableDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
        return fields.TryGetValue("Uid", out var users) && fields.TryGetValue("Gid", out var groups)
            && fields.TryGetValue("Umask", out var mask) && fields.TryGetValue("CapEff", out var capabilities)
            ? new(
                Id(users),
                Id(groups),
                Convert.ToUInt32(mask, 8),
                new CapabilitySet(ulong.Parse(capabilities, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)))
            : null;
    }

    public bool Has(Capability capability) => (Capabilities.Bits & (1UL << (int)capability)) != 0;

    private static uint Id(string column) =>
        uint.Parse(column.Split('\t')[FileIdColumn], NumberStyles.None, CultureInfo.InvariantCulture);
}
