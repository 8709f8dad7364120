using CsCheck;
using Imaginator.Building.Scanners;
using Imaginator.Scanning;

namespace Imaginator.Building.Scanning.Differences;

/// <summary>A scanner process finds in an overlay what a scan in this process finds.</summary>
public sealed class ScannerDifferenceTests : IDisposable
{
    private static readonly Gen<TreeOperation[]> Making = TreeOperation.Making.Array[10, 50];
    private static readonly Gen<TreeOperation[]> Changing = TreeOperation.Changing.Array[0, 30];

    private readonly TemporaryTree _directory = TemporaryTree.InMemory();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Scanner_FindsWhatAScanInThisProcessFinds() =>
        await Gen.Select(Making, Changing).SampleAsync(CompareAsync, iter: 60, threads: 2);

    private async Task CompareAsync(TreeOperation[] making, TreeOperation[] changing)
    {
        var server = new MemoryImageServer();
        var source = (await SourceTrees.SourceImage.OfAsync(server, tree =>
        {
            for (var i = 0; i < making.Length; i++)
            {
                making[i].Apply(tree.Root, 1000 + i);
            }
        })).FileSystem!;
        using var pair = await OverlayPair.MakeAsync(_directory.Handle, server, source);
        for (var i = 0; i < changing.Length; i++)
        {
            changing[i].Apply(pair.Overlay, i);
        }

        await using var nowhere = new NoUpload();
        var here = await new TreeScanner(TimeProvider.System).ScanAsync(
            pair.Layers, consumesFiles: false, null, new ObjectSink(nowhere), CancellationToken.None);
        var upload = await server.BeginUploadAsync(CancellationToken.None);

        var there = await TestScanner.ScanAsync(pair.Scanned, consumesFiles: true, null, upload, CancellationToken.None);

        Assert.Equal(TreeDump.Lines(here.Tree), TreeDump.Lines(there.Tree));
        Assert.Equal((here.Statistics.ReadFiles, here.Statistics.ReadBytes), (there.Statistics.ReadFiles, there.Statistics.ReadBytes));
    }
}
