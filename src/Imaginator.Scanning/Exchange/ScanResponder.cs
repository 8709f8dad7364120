using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Directories;
using Imaginator.Scanning.Exclusions;
using Imaginator.Scanning.Overlays;

namespace Imaginator.Scanning.Exchange;

/// <summary>Executes the requests to a scanner process. One request at a time.</summary>
/// <param name="root">The root of the tree.</param>
/// <param name="upper">The upper layer and the work directory, if the tree is an overlay; otherwise null.</param>
/// <param name="source">The source image of the overlay.</param>
public sealed class ScanResponder(
    MessageWriter writer, TreeRoot root, (DirectoryHandle Upper, DirectoryHandle Work)? upper, FileSystemTree? source)
{
    // Messages can contain paths of any length and form. The causes at their ends are kept.
    private const int MessageStart = 3000;
    private const int MessageEnd = 1000;

    private OverlayLayers? _layers;

    /// <summary>Executes a request and sends the replies.</summary>
    /// <exception cref="IOException">The receiver is gone.</exception>
    public async Task RespondAsync(ScanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            if (upper is var (directory, work))
            {
                _layers = new OverlayLayers(root, directory, work, source!, _layers);
            }

            if (request.FindsLeftOut)
            {
                Find(request);
            }
            else
            {
                await ScanAsync(request);
            }
        }
        catch (ScanException e)
        {
            Fail(e.Message);
        }
        catch (LinuxException e)
        {
            Fail($"cannot scan the tree: {e.Message}");
        }
        catch (OutOfMemoryException)
        {
            writer.Write((byte)ReplyType.OutOfMemory);
        }

        writer.Flush();
    }

    private void Find(ScanRequest request)
    {
        ScannedDirectory start = _layers is null ? DiskDirectory.OpenRoot(root, isExpendable: false) : OverlayDirectory.OpenRoot(_layers);
        var paths = LeftOutFinder.Find(start, new LeftOut(request.Filter), CancellationToken.None);
        writer.Write((byte)ReplyType.LeftOut);
        writer.Write((ulong)paths.Count);
        paths.ForEach(writer.Write);
    }

    private async Task ScanAsync(ScanRequest request)
    {
        var scanner = new TreeScanner(TimeProvider.System, request.Limits);
        var sink = new FoundFileSink(writer);
        var result = _layers is null
            ? await scanner.ScanAsync(root, request.ConsumesFiles, request.Filter, sink, CancellationToken.None)
            : await scanner.ScanAsync(_layers, request.ConsumesFiles, request.Filter, sink, CancellationToken.None);
        writer.Write((byte)ReplyType.Tree);
        ScannedTreeCodec.Write(writer, result.Tree, _layers?.Source);
        writer.Write((ulong)result.Statistics.ReadFiles);
        writer.Write((ulong)result.Statistics.ReadBytes);
        writer.Write((ulong)result.Skipped.Count);
        writer.Write((ulong)result.Skipped.Paths.Count);
        foreach (var path in result.Skipped.Paths)
        {
            writer.Write(path);
        }
    }

    private void Fail(string message)
    {
        writer.Write((byte)ReplyType.Failed);

        // Printable: a half of a character would have no bytes.
        writer.Write(FileName.ToDisplay(
            message.Length <= MessageStart + MessageEnd ? message : $"{message[..MessageStart]}…{message[^MessageEnd..]}"));
    }
}
