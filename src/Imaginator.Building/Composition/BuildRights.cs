using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Containment;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Composition;

/// <summary>
/// The rights that every build needs. Root has them, except in containers: there, capabilities can be missing, and the kernel or a
/// filter can refuse mounts and device nodes nevertheless.
/// </summary>
public static class BuildRights
{
    private const string Cure = "run the daemon outside of a container, or in a privileged one";
    private const string Row = "CapEff:";
    private const ulong NullDevice = 0x103;

    private static readonly ImmutableArray<(Capability Capability, string Name)> Required =
    [
        (Capability.ChangeOwner, "CAP_CHOWN"),
        (Capability.OverridePermissions, "CAP_DAC_OVERRIDE"),
        (Capability.ActAsFileOwner, "CAP_FOWNER"),
        (Capability.SetGroupId, "CAP_SETGID"),
        (Capability.SetUserId, "CAP_SETUID"),
        (Capability.ChangeRoot, "CAP_SYS_CHROOT"),
        (Capability.Administer, "CAP_SYS_ADMIN"),
        (Capability.MakeDeviceNodes, "CAP_MKNOD"),
    ];

    /// <summary>Finds a right that is missing.</summary>
    /// <param name="directory">An existing directory of this program, in which the check makes a device node for a moment.</param>
    /// <returns>The right and what to do, as one sentence; null if none is missing.</returns>
    public static string? FindMissing(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return FindMissingCapability(File.ReadLines("/proc/self/status"))
            ?? FindRefusal("to mount file systems", static () =>
                DetachedMount.Create("tmpfs", MountFlags.None, [new FileSystemOption("size", "64k")]).Dispose())
            ?? FindRefusal("to create device nodes", () => MakeNode(directory));
    }

    /// <summary>Finds the capabilities that the lines of <c>/proc/PID/status</c> lack.</summary>
    internal static string? FindMissingCapability(IEnumerable<string> status)
    {
        var row = status.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal)) ?? Row;
        if (!ulong.TryParse(row.AsSpan(Row.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits))
        {
            return null;
        }

        var missing = Required
            .Where(required => (bits & (1UL << (int)required.Capability)) == 0)
            .Select(required => required.Name)
            .ToList();
        return missing.Count == 0 ? null : $"this process lacks {string.Join(", ", missing)}; {Cure}";
    }

    private static string? FindRefusal(string right, Action use)
    {
        try
        {
            use();
            return null;
        }
        catch (LinuxException e) when (e.Error is Errno.EPERM or Errno.EACCES or Errno.ENOSYS)
        {
            return $"this process is not permitted {right} ({e.Message}); {Cure}";
        }
        catch (LinuxException)
        {
            // A full or read-only disk, which other checks report.
            return null;
        }
    }

    private static void MakeNode(string directory)
    {
        using var handle = DirectoryHandle.OpenHost(directory);
        var name = $"rights-{Guid.NewGuid():N}";
        try
        {
            handle.MakeNode(name, (uint)FileType.CharacterDevice | FileModes.Mode0600, NullDevice);
        }
        finally
        {
            Remove(handle, name);
        }
    }

    private static void Remove(DirectoryHandle handle, string name)
    {
        if (handle.TryGetStatus(name) is not null)
        {
            handle.Unlink(name);
        }
    }
}
