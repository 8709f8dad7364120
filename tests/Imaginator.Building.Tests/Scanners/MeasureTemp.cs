using System.Diagnostics;
using Imaginator.Building.Scanning;
using Imaginator.Building.Scanning.Differences;
using Imaginator.Scanning;

namespace Imaginator.Building.Scanners;

public sealed class MeasureTemp
{
    [Theory]
    [InlineData(5_225)]
    [InlineData(200_000)]
    public async Task Measure(int count)
    {
        using var directory = TemporaryTree.InMemory();
        var server = new MemoryImageServer();
        var source = (await SourceTrees.SourceImage.OfAsync(server, tree =>
        {
            for (var i = 0; i < count; i++)
            {
                if (i % 25 == 0)
                {
                    Directory.CreateDirectory(tree.Path($"usr/share/directory-{i / 25}"));
                }

                File.WriteAllText(tree.Path($"usr/share/directory-{i / 25}/file-{i}.txt"), "contents " + i % 100);
            }
        })).FileSystem!;
        using var pair = await OverlayPair.MakeAsync(directory.Handle, server, source);
        using (pair.Overlay.Directory.CreateFile("new", 0x1A4))
        {
        }

        var text = new System.Text.StringBuilder();
        for (var i = 0; i < 6; i++)
        {
            var upload = await server.BeginUploadAsync(CancellationToken.None);
            var watch = Stopwatch.StartNew();
            await new TreeScanner(TimeProvider.System).ScanAsync(pair.Layers, false, null, new ObjectSink(upload), CancellationToken.None);
            var here = watch.Elapsed.TotalMilliseconds;
            watch.Restart();
            var scanner = TestScanner.Start(pair.Scanned);
            var started = watch.Elapsed.TotalMilliseconds;
            await scanner.FindLeftOutAsync(null, CancellationToken.None);
            var found = watch.Elapsed.TotalMilliseconds;
            await scanner.ScanAsync(true, null, ScanLimits.None, upload, CancellationToken.None);
            var scanned = watch.Elapsed.TotalMilliseconds;
            await scanner.DisposeAsync();
            text.AppendLine($"{count}: here {here:F1}; start {started:F1}, find {found - started:F1}, scan {scanned - found:F1}, end {watch.Elapsed.TotalMilliseconds - scanned:F1} ms");
        }

        File.AppendAllText("/tmp/measure.txt", text.ToString());
    }
}
