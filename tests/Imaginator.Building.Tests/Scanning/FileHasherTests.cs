using Imaginator.Images;
using Imaginator.Scanning;

namespace Imaginator.Building.Scanning;

public sealed class FileHasherTests
{
    [Theory]
    [InlineData(10, 5)]
    [InlineData(10, 20)]
    [InlineData(10, 0)]
    [InlineData(3_000_000, 1_500_000)]
    [InlineData(3_000_000, 3_000_001)]
    [InlineData(3_000_000, 9_000_000)]
    public async Task FileThatChangesMeanwhile_IsNamed(int before, int after)
    {
        using var tree = new TemporaryTree();
        tree.Write("file", new byte[before]);
        using var handle = tree.Handle.OpenFile("file");
        using (var stream = new FileStream(tree.Path("file"), FileMode.Open))
        {
            stream.SetLength(after);
        }

        var upload = await new MemoryImageServer().BeginUploadAsync(TestContext.Current.CancellationToken);
        using var hasher = new FileHasher(new ObjectSink(upload), consumesFiles: false);

        var exception = await Assert.ThrowsAsync<ScanException>(async () => await hasher.ProcessAsync(
            [new FileToHash(new RegularInode { Mode = 0x81A4, Size = (ulong)before }, "/file", handle, false, new HashedFiles().Add(0))],
            TestContext.Current.CancellationToken));

        Assert.StartsWith("/file changed while it was read", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongPathThatIsNotText_LeavesTheErrorShort()
    {
        using var tree = new TemporaryTree();
        tree.Write("file", new byte[10]);
        using var handle = tree.Handle.OpenFile("file");
        var upload = await new MemoryImageServer().BeginUploadAsync(TestContext.Current.CancellationToken);
        using var hasher = new FileHasher(new ObjectSink(upload), consumesFiles: false);
        var file = new FileToHash(
            new RegularInode { Mode = 0x81A4, Size = 20 }, "/" + new string('\uDCFF', 4_094), handle, false, new HashedFiles().Add(0));

        var exception = await Assert.ThrowsAsync<ScanException>(
            async () => await hasher.ProcessAsync([file], TestContext.Current.CancellationToken));

        Assert.Contains(" changed while it was read", exception.Message, StringComparison.Ordinal);
        Assert.InRange(exception.Message.Length, 1, 2_000);
    }
}
