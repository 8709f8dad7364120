using System.Globalization;
using System.Text;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Processes;

/// <summary>What another process does to a store.</summary>
internal static class ChildCommands
{
    private const int ObjectsPerImage = 40;
    private const int DistinctObjects = 120;
    private const int LongestObject = 60_000;

    public static async Task<int> RunAsync(string[] command)
    {
        await using var server = await TestStore.OpenAsync(command[1], TimeProvider.System);
        switch (command)
        {
            case ["upload", _, var prefix, var count]:
                await UploadAsync(server, prefix, int.Parse(count, CultureInfo.InvariantCulture), Console.WriteLine);
                return 0;
            case ["pin", _, var name]:
                await using (await server.PinImageAsync(name, CancellationToken.None))
                {
                    await AnnounceAndWaitAsync();
                }

                return 0;
            case ["claim", _, var text]:
                await using (var upload = await server.BeginUploadAsync(CancellationToken.None))
                {
                    await TestStore.AddTextAsync(upload, text);
                    await AnnounceAndWaitAsync();
                    await upload.CommitAsync("claimed/1", Samples.ImageOf(text), CancellationToken.None);
                }

                return 0;
            default:
                return 2;
        }
    }

    /// <summary>
    /// Adds images whose objects are picked from a small set, so that uploads often find what a collection is about to
    /// remove; tells each name when its image is committed, and deletes most images again.
    /// </summary>
    public static async Task UploadAsync(IImageStore server, string prefix, int count, Action<string> announce)
    {
        var random = new Random(prefix.Sum(c => c));
        for (var index = 0; index < count; index++)
        {
            var objects = Enumerable.Range(0, ObjectsPerImage).Select(_ => MakeObject(random.Next(DistinctObjects))).ToArray();
            var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}/{index}");
            await using (var upload = await server.BeginUploadAsync(CancellationToken.None))
            {
                await Parallel.ForEachAsync(objects, async (bytes, token) =>
                    await upload.AddObjectAsync(ObjectHash.Compute(bytes), ObjectContents.FromBytes(bytes), token));
                var tree = Samples.TreeOf(objects.Select(bytes => (ObjectHash.Compute(bytes), (ulong)bytes.Length)).ToArray());
                await upload.CommitAsync(name, new Image { FileSystem = tree }, CancellationToken.None);
            }

            announce(name);
            if (index % 3 != 0)
            {
                await server.DeleteImageAsync(name, CancellationToken.None);
            }
        }
    }

    private static byte[] MakeObject(int number)
    {
        var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"object {number}\n"));
        return [.. Enumerable.Repeat(line, 1 + (number * 7919 % LongestObject / line.Length)).SelectMany(bytes => bytes)];
    }

    private static async Task AnnounceAndWaitAsync()
    {
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
    }
}
