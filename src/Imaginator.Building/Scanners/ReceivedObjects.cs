using System.Threading.Channels;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;
using Imaginator.Scanning.Exchange;

namespace Imaginator.Building.Scanners;

/// <summary>Adds the files that a scanner has hashed to an upload. Opens a constant number of files at a time.</summary>
internal sealed class ReceivedObjects(ScannedTree tree, IImageUpload upload) : IDisposable
{
    private const int MaximumWorkers = 8;

    private readonly TreeRoot? _upper = tree.UpperPath.Length > 0 ? TreeRoot.OpenImage(tree.UpperPath) : null;

    /// <summary>The objects.</summary>
    public ObjectSink Sink { get; } = new(upload);

    /// <summary>Adds files to the upload while they are received.</summary>
    /// <param name="receiveAsync">Calls the action for each batch of files, from one thread.</param>
    public async Task<T> ReceiveAsync<T>(
        Func<Action<IReadOnlyList<FoundFile>>, CancellationToken, Task<T>> receiveAsync, CancellationToken cancellationToken)
    {
        var workers = Math.Min(Environment.ProcessorCount, MaximumWorkers);
        var batches = Channel.CreateBounded<IReadOnlyList<FoundFile>>(workers);
        T? result = default;
        await ConcurrentWork.RunAsync(
            [ReceiveAllAsync, .. Enumerable.Repeat<Func<CancellationToken, Task>>(AddAllAsync, workers)], cancellationToken);
        return result!;

        async Task ReceiveAllAsync(CancellationToken token)
        {
            // Waits in the thread that receives: the scanner is not read faster than the store writes.
            result = await receiveAsync(batch => batches.Writer.WriteAsync(batch, token).AsTask().GetAwaiter().GetResult(), token);
            batches.Writer.Complete();
        }

        async Task AddAllAsync(CancellationToken token)
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(token))
            {
                await AddAsync(batch, token);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _upper?.Dispose();

    private async ValueTask AddAsync(IReadOnlyList<FoundFile> batch, CancellationToken cancellationToken)
    {
        var files = new List<HashedFile>(batch.Count);
        try
        {
            foreach (var found in batch)
            {
                files.Add(Open(found));
            }

            await Sink.AddAsync(files, cancellationToken);
        }
        finally
        {
            files.ForEach(file => file.File.Dispose());
        }
    }

    private HashedFile Open(in FoundFile found)
    {
        var layer = found.IsInUpperLayer ? _upper ?? tree.Root : tree.Root;
        try
        {
            var file = layer.OpenFile(found.Path);
            var length = FileHandles.GetStatus(file).Size;
            if (length == found.Length)
            {
                return new HashedFile(
                    found.Path, file, length, found.Hash, found.IsInUpperLayer, found.MayBecomeObject, Bytes: null);
            }

            file.Dispose();
            throw new ScanException(
                $"{FileName.ToDisplay(found.Path)} changed after it was read: it had {found.Length} bytes, then {length}; make sure "
                + "that no process changes the tree");
        }
        catch (LinuxException e)
        {
            throw new ScanException($"cannot read {FileName.ToDisplay(found.Path)}: {e.Call}: {e.Error.Describe()}", e);
        }
    }
}
