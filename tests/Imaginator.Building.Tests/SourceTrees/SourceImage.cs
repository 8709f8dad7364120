using Imaginator.Building.Scanning;
using Imaginator.Images;
using Imaginator.Scanning;

namespace Imaginator.Building.SourceTrees;

/// <summary>An image of a tree that a test fills, on a server in memory.</summary>
internal static class SourceImage
{
    public const string Name = "source/2026-01-01:00:00:00";

    /// <summary>A random tree: everything that images can hold.</summary>
    public static Task<Image> RandomAsync(MemoryImageServer server, int seed, int entries = 100) =>
        OfAsync(server, tree => RandomTree.Fill(tree.Handle, seed, entries));

    public static async Task<Image> OfAsync(MemoryImageServer server, Action<TemporaryTree> fill)
    {
        using var tree = new TemporaryTree();
        fill(tree);
        var upload = await server.BeginUploadAsync(CancellationToken.None);
        var scanned = await new TreeScanner(TimeProvider.System)
            .ScanAsync(tree.Root, null, upload, TestContext.Current.CancellationToken);
        return new Image { FileSystem = scanned.Tree };
    }
}
