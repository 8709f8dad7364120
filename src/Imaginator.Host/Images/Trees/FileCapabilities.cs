using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Imaginator.Files;

namespace Imaginator.Host.Images.Trees;

/// <summary>The capabilities of files: the attribute <c>security.capability</c>, <c>struct vfs_cap_data</c> of linux/capability.h.</summary>
internal static class FileCapabilities
{
    private const string Attribute = "security.capability";
    private const uint EffectiveFlag = 1;
    private const int WordsOffset = 4;
    private const int WordLength = 4;

    // Permitted and inheritable, each in two words.
    private const int MinimumLength = WordsOffset + (4 * WordLength);
    private const int BitsOfWord = 32;

    /// <summary>By number; the kernel has no text form.</summary>
    private static readonly string[] Names =
    [
        "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "linux_immutable",
        "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner", "sys_module", "sys_rawio", "sys_chroot",
        "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease",
        "audit_write", "audit_control", "setfcap", "mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read",
        "perfmon", "bpf", "checkpoint_restore",
    ];

    /// <summary>In the form of <c>getcap</c>; null if the attributes have no capabilities.</summary>
    public static string? Describe(ImmutableArray<ExtendedAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Name == Attribute)
            {
                return Describe(attribute.Value.Span);
            }
        }

        return null;
    }

    private static string Describe(ReadOnlySpan<byte> value)
    {
        if (value.Length < MinimumLength)
        {
            return $"invalid: {value.Length} bytes";
        }

        var isEffective = (WordAt(value, 0) & EffectiveFlag) != 0;
        var permitted = WordAt(value, WordsOffset) | ((ulong)WordAt(value, WordsOffset + (2 * WordLength)) << BitsOfWord);
        var inheritable = WordAt(value, WordsOffset + WordLength) | ((ulong)WordAt(value, WordsOffset + (3 * WordLength)) << BitsOfWord);
        var text = new StringBuilder();
        Append(text, permitted & ~inheritable, isEffective ? "ep" : "p");
        Append(text, permitted & inheritable, isEffective ? "eip" : "ip");
        Append(text, inheritable & ~permitted, isEffective ? "ei" : "i");
        return text.ToString();
    }

    private static uint WordAt(ReadOnlySpan<byte> value, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(value.Slice(offset, WordLength));

    private static void Append(StringBuilder text, ulong capabilities, string sets)
    {
        if (capabilities == 0)
        {
            return;
        }

        text.Append(text.Length > 0 ? " " : "");
        var separator = "";
        for (var bit = 0; bit < 2 * BitsOfWord; bit++)
        {
            if ((capabilities & (1ul << bit)) != 0)
            {
                text.Append(separator).Append("cap_").Append(bit < Names.Length ? Names[bit] : $"{bit}");
                separator = ",";
            }
        }

        text.Append('=').Append(sets);
    }
}
