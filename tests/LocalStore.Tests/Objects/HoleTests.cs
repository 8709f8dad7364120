using Imaginator.Building.Unpacking;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Tests.Support;
using Imaginator.Scanning;

namespace Imaginator.Plugins.LocalStore.Tests.Objects;

/// <summary>Holes of files stay holes: the sizes of objects and trees are blocks, not lengths.</summary>
public sealed class HoleTests
{
    private const int Length = 48 * 1024 * 1024;
    private const int DataOffset = 24 * 1024 * 1024;
    private const long MuchLess = 1024 * 1024;

    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Holes_StayHoles_InTheStoreAndInTrees_WhichNeedSpaceForBlocksOnly()
    {
        await using var store = await TestStore.CreateAsync();
        using var source = new TemporaryDirectory();
        using var target = new SmallFileSystem(16 * 1024);
        var path = source.PathOf("sparse");
        using (var file = new FileStream(path, FileMode.CreateNew))
        {
            file.SetLength(Length);
            file.Position = DataOffset;
            file.Write("data"u8);
        }

        await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
        {
            using var root = TreeRoot.OpenImage(source.FullName);
            var tree = (await new TreeScanner(TimeProvider.System).ScanAsync(root, null, upload, Cancellation)).Tree;
            await upload.CommitAsync("s/1", new Image { FileSystem = tree }, Cancellation);
        }

        Assert.True(SpaceOf(LargestObject(store)) < MuchLess);
        var image = (await store.Server.GetImageAsync("s/1", true, Cancellation))!;
        var saved = await ImageUnpacker.UnpackAsync(store.Server, image, target.FullName, Cancellation);

        var copy = target.PathOf("sparse");
        Assert.True(saved > Length - MuchLess);
        Assert.True(SpaceOf(copy) < MuchLess);
        Assert.Equal(Length, new FileInfo(copy).Length);
        Assert.Equal(await HashOfAsync(path), await HashOfAsync(copy));
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Theory]
    [InlineData(DataOffset)]
    [InlineData(0)]
    [InlineData(Length - 1)]
    public async Task RunsOfZeros_BecomeHoles_WhereContentsAreAStream(int offset)
    {
        await using var store = await TestStore.CreateAsync();
        var contents = new byte[Length];
        contents[offset] = 1;
        var hash = ObjectHash.Compute(contents);

        await using (var upload = await store.Server.BeginUploadAsync(Cancellation))
        {
            await upload.AddObjectAsync(hash, ObjectContents.FromStream(new MemoryStream(contents), Length), Cancellation);
            await upload.CommitAsync("s/1", new Image { FileSystem = Samples.TreeOf((hash, (ulong)Length)) }, Cancellation);
        }

        Assert.True(SpaceOf(LargestObject(store)) < MuchLess);
        Assert.Equal(Length, new FileInfo(LargestObject(store)).Length);
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    private static string LargestObject(TestStore store) =>
        Directory.EnumerateFiles(store.Path + "/objects", "*", SearchOption.AllDirectories)
            .MaxBy(path => new FileInfo(path).Length)!;

    private static long SpaceOf(string path) => HostFiles.TryGetStatus(path)!.Value.AllocatedSize;

    private static async Task<string> HashOfAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(file, Cancellation));
    }
}
