using System.Collections.Immutable;
using Imaginator.Building.Comparing;
using Imaginator.Building.SourceTrees;
using Imaginator.Building.Unpacking;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;
using Imaginator.Scanning;

namespace Imaginator.Building.Scanning;

/// <summary>Attributes that belong to a file system or a host do not reach images, trees or comparisons.</summary>
public sealed class PrivateAttributeTests : IDisposable
{
    private static readonly ExtendedAttribute Private = new("trusted.SGI_ACL_FILE", "acl"u8.ToArray());
    private static readonly ExtendedAttribute Overlay = new("trusted.overlay.opaque", "y"u8.ToArray());
    private static readonly ExtendedAttribute Content = new("user.kept", "v"u8.ToArray());

    private readonly TemporaryTree _tree = new();
    private readonly MemoryImageServer _server = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Scan_LeavesThemOut()
    {
        _tree.Write("d/file", [1]);
        using (var directory = _tree.Handle.OpenDirectory("d"))
        {
            directory.SetExtendedAttribute(Overlay);
            directory.SetExtendedAttribute("file", Private);
            directory.SetExtendedAttribute("file", Content);
        }

        var upload = await _server.BeginUploadAsync(Cancelled);
        var tree = (await new TreeScanner(TimeProvider.System).ScanAsync(_tree.Root, null, upload, Cancelled)).Tree;

        Assert.Equal([Content], tree.InodeTable.Values.SelectMany(inode => inode.ExtendedAttributes));
    }

    [Fact]
    public async Task Unpacking_LeavesThemOut()
    {
        await ImageUnpacker.UnpackAsync(_server, ImageWith(Private, Content), _tree.HostPath, Cancelled);

        using var file = _tree.Root.OpenFile("a");
        Assert.Equal([Content], FileHandles.GetExtendedAttributes(file));

        // Only directories are read without the table.
        using var directory = _tree.Handle.OpenDirectory("d");
        Assert.Null(directory.TryGetExtendedAttribute(Private.Name));
        Assert.NotNull(directory.TryGetExtendedAttribute(Content.Name));
    }

    [Fact]
    public void Comparisons_IgnoreThem()
    {
        var (with, without) = (ImageWith(Private, Content), ImageWith(Content));

        Assert.True(ImageEquality.AreEqual(with, without));
        Assert.Empty(ImageComparer.Compare(with, without).Changed);
        Assert.Equal(TreeDigest.Compute(with.FileSystem!), TreeDigest.Compute(without.FileSystem!));
        Assert.False(ImageEquality.AreEqual(with, ImageWith()));
        Assert.NotEmpty(ImageComparer.Compare(with, ImageWith()).Changed);
    }

    private static Image ImageWith(params ImmutableArray<ExtendedAttribute> attributes) => new()
    {
        FileSystem = FileSystemTrees.Create(
            new DirectoryInode { Mode = 0x41ED, Entries = [new("a", 1), new("d", 2)] },
            [
                KeyValuePair.Create(1UL, (Inode)new RegularInode { Mode = 0x81A4, ExtendedAttributes = attributes }),
                KeyValuePair.Create(2UL, (Inode)new DirectoryInode { Mode = 0x41ED, ExtendedAttributes = attributes }),
            ]),
    };
}
