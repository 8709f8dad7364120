using Imaginator.Images;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Trees;

namespace Imaginator.Protocol.Messages;

/// <summary>The types of the Imaginator, ImageServer and ObjectServer services.</summary>
public static class DominatorTypes
{
    /// <summary>The codecs of all messages. Immutable, except for its internal cache.</summary>
    public static GobCatalog Catalog { get; } = Create();

    private static GobCatalog Create()
    {
        var hash = new ObjectHashCodec();
        var directory = new DirectoryInodeCodec(new DirectoryEntryCodec());
        var inode = new GobInterfaceCodec<Inode>(
            mayBeNull: false,
            new GobInterfaceCase<Inode, RegularInode>("*filesystem.RegularInode", new RegularInodeCodec(hash)),
            new GobInterfaceCase<Inode, DirectoryInode>("*filesystem.DirectoryInode", directory),
            new GobInterfaceCase<Inode, SymlinkInode>("*filesystem.SymlinkInode", new SymlinkInodeCodec()),
            new GobInterfaceCase<Inode, SpecialInode>("*filesystem.SpecialInode", new SpecialInodeCodec()),
            new GobInterfaceCase<Inode, ComputedRegularInode>(
                "*filesystem.ComputedRegularInode", new ComputedRegularInodeCodec()));
        return new GobCatalog(
            (typeof(ObjectHash), hash),
            (typeof(Inode), inode),
            (typeof(FileSystemTree), new FileSystemTreeCodec(inode, directory)));
    }
}
