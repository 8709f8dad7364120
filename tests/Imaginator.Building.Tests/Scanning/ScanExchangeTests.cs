using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;
using Imaginator.Scanning.Exchange;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Scanning;

/// <summary>A scanner process cannot make the daemon use much memory, and its errors arrive.</summary>
[Collection(nameof(LargeTrees))]
public sealed class ScanExchangeTests
{
    private static readonly RegularInode File = new() { Mode = 0x81A4 };

    [Fact]
    public void AttributesAndLinkTargets_AreReadUpToTheirSum()
    {
        var link = new SymlinkInode { Target = "target", ExtendedAttributes = [new("user.a", new byte[100])] };
        var length = TreeRules.MetadataLength(link);

        var read = InodeCodec.ReadSymlink(Written(link), new MetadataAllowance(length));
        var exception = Assert.Throws<MessageException>(
            () => InodeCodec.ReadSymlink(Written(link), new MetadataAllowance(length - 1)));

        Assert.Equal(6 + TreeRules.AttributeOverhead + 6 + 100, length);
        Assert.Equal(link, read);
        Assert.Equal("the extended attributes and link targets are too long", exception.Message);
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(3_000, false)]
    public void FilesOfTheSourceImage_CountForTheImage(int attributes, bool isValid)
    {
        var attribute = new ExtendedAttribute("user.a", new byte[TreeRules.MaximumAttributeLength]);
        var file = File with { ExtendedAttributes = [.. Enumerable.Repeat(attribute, attributes)] };
        var tree = Tree(file, file with { });
        using var stream = new MemoryStream();
        var writer = new MessageWriter(stream);
        ScannedTreeCodec.Write(writer, tree, tree);
        writer.Flush();
        stream.Position = 0;

        FileSystemTree Read() =>
            ScannedTreeCodec.Read(new MessageReader(stream), tree, new Dictionary<ObjectHash, long>(), ScanLimits.None);

        if (isValid)
        {
            Assert.Equal(tree, Read());
        }
        else
        {
            Assert.StartsWith(
                "the extended attributes and link targets of all files have more than 256 MiB",
                Assert.Throws<ScanException>(() => Read()).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ErrorsWithLongPaths_ArriveWithTheirCause()
    {
        using var tree = new TemporaryTree();
        using var work = MakeDeep(tree.Handle, 20, new string('\uDCFF', 255));
        work.CreateFile("index", 0x180).Dispose(); // A directory, if overlayfs makes it.
        using var stream = new MemoryStream();

        await new ScanResponder(new MessageWriter(stream), tree.Root, (tree.Handle, work), Tree(File))
            .RespondAsync(new ScanRequest { FindsLeftOut = true });

        stream.Position = 0;
        var exception = Assert.Throws<ScanException>(() => new ScanReplies(new MessageReader(stream)).ReadLeftOut());
        Assert.StartsWith("cannot scan the tree: ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("(ENOTDIR)", exception.Message, StringComparison.Ordinal);
        Assert.InRange(exception.Message.Length, 1, 4_001);
    }

    // The first file has two names.
    private static FileSystemTree Tree(params Inode[] files) => FileSystemTrees.Create(
        new DirectoryInode
        {
            Mode = 0x41ED,
            Entries = [new("a", 1), .. files.Select((_, index) => new DirectoryEntry($"b{index}", (ulong)index + 1))],
        },
        new InodeTable(files));

    private static MessageReader Written(SymlinkInode link)
    {
        var stream = new MemoryStream();
        var writer = new MessageWriter(stream);
        InodeCodec.WriteSymlink(writer, link);
        writer.Flush();
        stream.Position = 0;
        return new MessageReader(stream);
    }

    private static DirectoryHandle MakeDeep(DirectoryHandle start, int depth, string name)
    {
        var directory = start.Reopen();
        for (var level = 0; level < depth; level++)
        {
            directory.MakeDirectory(name, 0x1ED);
            var child = directory.OpenDirectory(name);
            directory.Dispose();
            directory = child;
        }

        return directory;
    }
}
