using System.Text;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageServing.Tests;

/// <summary>Images to serve.</summary>
internal static class SampleImages
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ObjectHash HashOf(string text) => ObjectHash.Compute(Encoding.UTF8.GetBytes(text));

    /// <summary>Files of random bytes.</summary>
    public static byte[][] Files(int count, int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        })];
    }

    /// <summary>An image with a file for each contents.</summary>
    public static Image Of(params IReadOnlyList<byte[]> files) => new()
    {
        FileSystem = new FileSystemTree
        {
            InodeTable = files.Index().ToDictionary(file => (ulong)file.Index + 1, file => (Inode)new RegularInode
            {
                Mode = 0x81A4,
                Size = (ulong)file.Item.Length,
                Hash = ObjectHash.Compute(file.Item),
            }),
            Root = new DirectoryInode
            {
                Mode = 0x41ED,
                Entries = [.. files.Index().Select(file => new DirectoryEntry($"f{file.Index:D6}", (ulong)file.Index + 1))],
            },
            NumRegularInodes = (ulong)files.Count,
            TotalDataBytes = (ulong)files.Sum(file => file.Length),
            DirectoryCount = 1,
        },
    };

    public static Image OfTexts(params string[] texts) => Of([.. texts.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>
    /// A tree with directories, hard links, and one of every kind of inode; its one object is the text "hello".
    /// </summary>
    public static Image Rich() => new()
    {
        FileSystem = new FileSystemTree
        {
            InodeTable = new Dictionary<ulong, Inode>
            {
                [1] = new DirectoryInode { Mode = 0x41ED, Entries = [new("computed", 2), new("hello", 3), new("sub", 4)] },
                [2] = new ComputedRegularInode { Mode = 0x81A4, Source = "generator:6970" },
                [3] = new RegularInode { Mode = 0x81A4, Size = 5, Hash = HashOf("hello") },
                [4] = new DirectoryInode { Mode = 0x41ED, Entries = [new("hello", 3), new("link", 5)] },
                [5] = new SymlinkInode { Target = "hello" },
                [6] = new SpecialInode { Mode = 0x1180 },
                [7] = new RegularInode { Mode = 0x81A4 },
                [8] = new RegularInode { Mode = 0x81A4, Size = 5, Hash = HashOf("hello") },
            },
            Root = new DirectoryInode
            {
                Mode = 0x41ED,
                Entries = [new("copy", 8), new("empty", 7), new("etc", 1), new("fifo", 6)],
            },
            NumRegularInodes = 3,
            TotalDataBytes = 10,
            DirectoryCount = 3,
        },
    };

    /// <summary>Adds an image with its objects to a store.</summary>
    public static async Task AddAsync(IImageStore store, string name, Image image, params string[] texts)
    {
        await using var upload = await store.BeginUploadAsync(Token);
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            await upload.AddObjectAsync(ObjectHash.Compute(bytes), ObjectContents.FromBytes(bytes), Token);
        }

        await upload.CommitAsync(name, image, Token);
    }

    public static Task AddAsync(IImageStore store, string name, params string[] texts) =>
        AddAsync(store, name, OfTexts(texts), texts);

    /// <summary>Uploads an image of files, several objects at once.</summary>
    public static async Task UploadAsync(IImageStore store, string name, IReadOnlyList<byte[]> files)
    {
        await using var upload = await store.BeginUploadAsync(Token);
        await Parallel.ForEachAsync(
            files, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (file, token) => await upload.AddObjectAsync(
                ObjectHash.Compute(file), ObjectContents.FromBytes(file), token));
        await upload.CommitAsync(name, Of(files), Token);
    }
}
