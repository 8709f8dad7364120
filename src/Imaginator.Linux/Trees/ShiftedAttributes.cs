using System.Buffers.Binary;
using System.Collections.Immutable;
using Imaginator.Files;

namespace Imaginator.Linux.Trees;

/// <summary>
/// The extended attributes that contain ids: file capabilities (linux/capability.h, <c>vfs_ns_cap_data</c>) and access control
/// lists (linux/posix_acl_xattr.h). A mount with an <see cref="IdShift"/> shows them with its ids.
/// </summary>
internal static class ShiftedAttributes
{
    private const string Capabilities = "security.capability";
    private const string AccessList = "system.posix_acl_access";
    private const string DefaultList = "system.posix_acl_default";

    private const int Version2Length = 20;
    private const int Version3Length = 24;
    private const int RootIdOffset = 20;
    private const uint VersionMask = 0xFF000000;
    private const uint Version2 = 0x02000000;
    private const uint Version3 = 0x03000000;

    private const int ListHeaderLength = 4;
    private const int ListEntryLength = 8;
    private const int ListIdOffset = 4;
    private const ushort UserEntry = 2; // ACL_USER
    private const ushort GroupEntry = 8; // ACL_GROUP

    /// <summary>Converts attributes that the mount shows to those on disk.</summary>
    public static ImmutableArray<ExtendedAttribute> FromMount(ImmutableArray<ExtendedAttribute> attributes, IdShift shift) =>
        shift.IsSet && attributes.Any(attribute => HasIds(attribute.Name))
            ? [.. attributes.Select(attribute => FromMount(attribute, shift))]
            : attributes;

    /// <summary>Converts an attribute to the one that must be set on the mount.</summary>
    public static ExtendedAttribute ToMount(ExtendedAttribute attribute, IdShift shift, string path)
    {
        if (!shift.IsSet || !HasIds(attribute.Name))
        {
            return attribute;
        }

        return attribute.Name == Capabilities
            ? attribute with { Value = WithRootId(attribute.Value.Span, shift) }
            : attribute with { Value = WithIds(attribute.Value.Span, id => shift.ToMount(id, path)) };
    }

    private static ExtendedAttribute FromMount(ExtendedAttribute attribute, IdShift shift) => attribute.Name switch
    {
        Capabilities => attribute with { Value = WithoutRootId(attribute.Value.Span, shift) },
        AccessList or DefaultList => attribute with { Value = WithIds(attribute.Value.Span, shift.FromMount) },
        _ => attribute,
    };

    private static bool HasIds(string name) => name is Capabilities or AccessList or DefaultList;

    private static byte[] WithRootId(ReadOnlySpan<byte> value, IdShift shift)
    {
        if (value.Length != Version2Length)
        {
            return value.ToArray();
        }

        var result = new byte[Version3Length];
        value.CopyTo(result);
        SetVersion(result, Version3);
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(RootIdOffset), shift.By);
        return result;
    }

    private static byte[] WithoutRootId(ReadOnlySpan<byte> value, IdShift shift)
    {
        if (value.Length != Version3Length || BinaryPrimitives.ReadUInt32LittleEndian(value[RootIdOffset..]) != shift.By)
        {
            return value.ToArray();
        }

        var result = value[..Version2Length].ToArray();
        SetVersion(result, Version2);
        return result;
    }

    private static void SetVersion(Span<byte> value, uint version) => BinaryPrimitives.WriteUInt32LittleEndian(
        value, (BinaryPrimitives.ReadUInt32LittleEndian(value) & ~VersionMask) | version);

    private static byte[] WithIds(ReadOnlySpan<byte> list, Func<uint, uint> convert)
    {
        var result = list.ToArray();
        for (var entry = ListHeaderLength; entry + ListEntryLength <= result.Length; entry += ListEntryLength)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(result.AsSpan(entry)) is UserEntry or GroupEntry)
            {
                var id = result.AsSpan(entry + ListIdOffset);
                BinaryPrimitives.WriteUInt32LittleEndian(id, convert(BinaryPrimitives.ReadUInt32LittleEndian(id)));
            }
        }

        return result;
    }
}
