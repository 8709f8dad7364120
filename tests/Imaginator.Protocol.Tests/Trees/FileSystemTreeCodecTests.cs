using Imaginator.Images;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Tests.Gob;

namespace Imaginator.Protocol.Tests.Trees;

public sealed class FileSystemTreeCodecTests
{
    [Fact]
    public async Task LargeTree_SurvivesARoundTrip()
    {
        var tree = SampleTrees.Create(5000);

        var bytes = await GobRoundTrip.EncodeOneAsync(DominatorTypes.Catalog, new DominatorImage { FileSystem = tree });
        var read = (await GobRoundTrip.DecodeAsync<DominatorImage>(DominatorTypes.Catalog, bytes)).FileSystem!;

        Assert.Equal(tree.Root.Entries, read.Root.Entries);
        Assert.Equal(tree.InodeTable.Count, read.InodeTable.Count);
        foreach (var (number, inode) in tree.InodeTable)
        {
            var other = read.InodeTable[number];
            if (inode is DirectoryInode directory)
            {
                var otherDirectory = Assert.IsType<DirectoryInode>(other);
                Assert.Equal(directory.Entries, otherDirectory.Entries);
                Assert.Equal(directory with { Entries = default }, otherDirectory with { Entries = default });
            }
            else
            {
                Assert.Equal(inode with { ExtendedAttributes = default }, other with { ExtendedAttributes = default });
            }
        }
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public async Task Codec_AllocatesNoMoreThanThreeTimesTheSizeOfATree(int inodes)
    {
        var image = new DominatorImage { FileSystem = SampleTrees.Create(inodes) };
        var codec = DominatorTypes.Catalog.Get<DominatorImage>();
        var bytes = await GobRoundTrip.EncodeOneAsync(DominatorTypes.Catalog, image);
        await GobRoundTrip.DecodeAsync<DominatorImage>(DominatorTypes.Catalog, bytes, GobLimits.Image);

        using var encoder = new GobEncoder(new OutputBuffer(Stream.Null));
        var encoded = await MeasureAsync(
            () => encoder.WriteAsync(codec, image, TestContext.Current.CancellationToken).AsTask());
        using var decoder = new GobDecoder(new InputBuffer(new MemoryStream(bytes)), GobLimits.Image);
        var decoded = await MeasureAsync(
            () => decoder.ReadAsync(codec, TestContext.Current.CancellationToken).AsTask());

        Assert.InRange(encoded, 0, 3L * bytes.Length);
        Assert.InRange(decoded, bytes.Length / 2, 3L * bytes.Length);
    }

    private static async Task<long> MeasureAsync(Func<Task> action)
    {
        // Everything is in memory, so that all of it runs on this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        await action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
