using System.Globalization;
using System.Text;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Plugins.S3.Tests.Support;

/// <summary>Images whose files have given contents.</summary>
internal static class SampleImages
{
    private const uint RegularMode = 0x81A4; // 0100644
    private const uint DirectoryMode = 0x41ED; // 040755

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Contents that differ from all others.</summary>
    public static byte[][] Random(int count, int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        })];
    }

    public static Image Of(params IReadOnlyList<byte[]> files) => new()
    {
        FileSystem = new FileSystemTree
        {
            InodeTable = files.Index().ToDictionary(
                file => (ulong)file.Index + 1,
                file => (Inode)new RegularInode { Mode = RegularMode, Size = (ulong)file.Item.Length, Hash = ObjectHash.Compute(file.Item) }),
            Root = new DirectoryInode
            {
                Mode = DirectoryMode,
                Entries = [.. files.Index().Select(file => new DirectoryEntry(
                    string.Create(CultureInfo.InvariantCulture, $"file{file.Index:d6}"), (ulong)file.Index + 1))],
            },
            NumRegularInodes = (ulong)files.Count,
            TotalDataBytes = (ulong)files.Sum(file => (long)file.Length),
            DirectoryCount = 1,
        },
    };

    /// <summary>Adds an image.</summary>
    public static async Task AddAsync(IImageStore store, string name, params IReadOnlyList<byte[]> files)
    {
        await using var upload = await store.BeginUploadAsync(Token);
        foreach (var file in files)
        {
            await upload.AddObjectAsync(ObjectHash.Compute(file), ObjectContents.FromBytes(file), Token);
        }

        await upload.CommitAsync(name, Of(files), Token);
    }

    /// <summary>Fails unless an image and all its objects can be read.</summary>
    public static async Task RequireCompleteAsync(IImageStore store, string name, params IReadOnlyList<byte[]> files)
    {
        var image = await store.GetImageAsync(name, withFileSystem: true, Token);
        Assert.NotNull(image);
        Assert.Equal(Of(files).FileSystem, image.FileSystem);
        var read = new byte[files.Count][];
        await store.GetObjectsAsync(
            [.. files.Select(file => ObjectHash.Compute(file))],
            async (index, contents, token) =>
            {
                using var copy = new MemoryStream();
                await using var stream = contents.OpenRead();
                await stream.CopyToAsync(copy, token);
                read[index] = copy.ToArray();
            },
            Token);
        Assert.Equal(files, read);
    }

    public static async Task<IReadOnlyList<string>> ListAsync(IImageStore store)
    {
        var names = new List<string>();
        await foreach (var image in store.ListImagesAsync("", Token))
        {
            names.Add(image.Name);
        }

        return names;
    }
}
