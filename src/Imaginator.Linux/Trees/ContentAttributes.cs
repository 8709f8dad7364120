using System.Collections.Frozen;
using Imaginator.Files;

namespace Imaginator.Linux.Trees;

/// <summary>
/// The extended attributes that are content of a tree. The others belong to the file system, the kernel or the host that
/// a tree is on: scanning does not read them, unpacking does not write them, and comparisons ignore them.
/// </summary>
/// <remarks>docs/reference/configuration.md has the same table under "Extended attributes".</remarks>
public static class ContentAttributes
{
    // The first byte of the values of security.ima and security.evm: enum evm_ima_xattr_type of the kernel.
    private const byte ImaSignature = 3;
    private const byte EvmPortableSignature = 5;
    private const byte ImaVeritySignature = 6;

    // Of the namespace "system": the kernel translates these between file systems. Others, such as system.nfs4_acl, are
    // views of the metadata of one file system.
    private static readonly FrozenSet<string> System =
        FrozenSet.Create(StringComparer.Ordinal, "system.posix_acl_access", "system.posix_acl_default");

    // Of the namespace "trusted": the private data of XFS, overlays, and network and cluster file systems.
    private static readonly string[] PrivatePrefixes =
    [
        "trusted.SGI_",
        "trusted.overlay.",
        "trusted.gfid",
        "trusted.glusterfs.",
        "trusted.afr.",
        "trusted.ec.",
        "trusted.lma",
        "trusted.lov",
        "trusted.lmv",
        "trusted.link",
        "trusted.fid",
        "trusted.som",
        "trusted.hsm",
        "trusted.projid",
    ];

    /// <summary>Whether a kernel with SELinux or Smack labels the files that it creates: then labels are the host's.</summary>
    internal static HostLabels Labels { get; } = HostLabels.Read();

    /// <summary>Whether an attribute of this name can be content, so that its value must be read.</summary>
    public static bool MayBeContent(string name) => MayBeContent(name, Labels);

    /// <summary>Whether an attribute is content.</summary>
    public static bool IsContent(ExtendedAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return MayBeContent(attribute.Name) && HasContent(attribute);
    }

    /// <summary>
    /// Whether unpacking sets an attribute of an image: as <see cref="IsContent"/>, and labels of SELinux and Smack on every
    /// host.
    /// </summary>
    public static bool IsUnpacked(ExtendedAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return MayBeContent(attribute.Name, HostLabels.None) && HasContent(attribute);
    }

    internal static bool MayBeContent(string name, HostLabels labels)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return (dot < 0 ? name : name[..dot]) switch
        {
            "user" => true,
            "security" => !labels.Own(name),
            "system" => System.Contains(name),
            "trusted" => !Array.Exists(PrivatePrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)),

            // Namespaces of one file system: btrfs, ceph, lustre, cifs, …
            _ => false,
        };
    }

    /// <summary>
    /// Signatures of files are content. Hashes and keyed hashes are made by the kernel of the host, and signatures that
    /// include the number of the inode are valid for one file only.
    /// </summary>
    internal static bool HasContent(ExtendedAttribute attribute) => attribute.Name switch
    {
        "security.ima" => attribute.Value.Span is [ImaSignature or ImaVeritySignature, ..],
        "security.evm" => attribute.Value.Span is [EvmPortableSignature, ..],
        _ => true,
    };
}
