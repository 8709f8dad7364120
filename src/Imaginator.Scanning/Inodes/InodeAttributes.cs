using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Scanning.Inodes;

/// <summary>The extended attributes of inodes that are content. Images of other programs may have others.</summary>
public static class InodeAttributes
{
    /// <summary>The attributes that a scan would find: for almost every inode, the same array.</summary>
    public static ImmutableArray<ExtendedAttribute> ContentOf(Inode inode) =>
        inode.ExtendedAttributes.All(ContentAttributes.IsContent)
            ? inode.ExtendedAttributes
            : [.. inode.ExtendedAttributes.Where(ContentAttributes.IsContent)];

    /// <summary>The inode with <see cref="ContentOf"/> only.</summary>
    public static Inode WithContentOnly(Inode inode) =>
        ContentOf(inode) is var content && content == inode.ExtendedAttributes
            ? inode
            : inode with { ExtendedAttributes = content };
}
