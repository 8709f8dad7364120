using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.Host.Images.Trees;

/// <summary>
/// Reads the trees of images, and keeps those that were used last: a reader goes from directory to directory. The memory of all kept
/// trees is bounded, and all are dropped after a time without reads. Thread-safe.
/// </summary>
internal sealed class ImageTreeCache : IDisposable
{
    // The reading of a large tree uses more memory than the tree.
    private const int MaximumReads = 2;

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Name, ImageTree Tree)> _kept = new();
    private readonly SemaphoreSlim _reads = new(MaximumReads);
    private readonly IImageStore _store;
    private readonly ImageBrowserOptions _options;
    private readonly Action _onLargeUse;
    private readonly ITimer _timer;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="onLargeUse">Called after trees were dropped.</param>
    public ImageTreeCache(IImageStore store, ImageBrowserOptions options, TimeProvider timeProvider, Action onLargeUse)
    {
        _store = store;
        _options = options;
        _onLargeUse = onLargeUse;
        _timer = timeProvider.CreateTimer(_ => Drop(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The memory that the kept trees use, in bytes.</summary>
    public long MemoryUse
    {
        get
        {
            lock (_lock)
            {
                return _kept.Sum(kept => kept.Tree.MemoryUse);
            }
        }
    }

    /// <summary>Reads an image without its tree, as it is now, and its tree; null if the store does not have the image.</summary>
    /// <exception cref="ImageStoreException">The store fails.</exception>
    public async Task<(Image Metadata, ImageTree Tree)?> GetAsync(string name, CancellationToken cancellationToken)
    {
        // Always: an image can be deleted, and its expiration can change.
        if (await _store.GetImageAsync(name, withFileSystem: false, cancellationToken) is not { } image)
        {
            Remove(name);
            return null;
        }

        if (FindKept(name, image) is { } kept)
        {
            return (image, kept);
        }

        await _reads.WaitAsync(cancellationToken);
        try
        {
            // Another reader can have read it in the meantime.
            return (FindKept(name, image) ?? await ReadAsync(name, cancellationToken)) is { } tree ? (image, tree) : null;
        }
        finally
        {
            _reads.Release();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _reads.Dispose();
    }

    private async Task<ImageTree?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (await _store.GetImageAsync(name, withFileSystem: true, cancellationToken) is not { FileSystem: { } files } image)
        {
            return null;
        }

        // The check and the estimate visit each inode.
        var tree = await Task.Run(() => DirectoryCheck.HaveOneName(files) ? new ImageTree(image) : null, cancellationToken)
            ?? throw new ImageStoreException(
                ImageStoreError.Corrupt, $"the tree of image \"{name}\" is invalid: one of its directories has several names");
        Keep(name, tree);
        return tree;
    }

    private ImageTree? FindKept(string name, Image image)
    {
        lock (_lock)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.Name == name)
                {
                    _kept.Remove(node);
                    if (node.Value.Tree.Image.CreatedOn != image.CreatedOn)
                    {
                        // An archived image took the name of a deleted one.
                        return null;
                    }

                    _kept.AddFirst(node);
                    _timer.Change(_options.KeepFor, Timeout.InfiniteTimeSpan);
                    return node.Value.Tree;
                }
            }
        }

        return null;
    }

    private void Keep(string name, ImageTree tree)
    {
        // A tree that is larger than the whole cache is garbage after its use.
        if (tree.MemoryUse > _options.MaximumBytes)
        {
            _onLargeUse();
            return;
        }

        lock (_lock)
        {
            RemoveLocked(name);
            _kept.AddFirst((name, tree));
            var bytes = _kept.Sum(kept => kept.Tree.MemoryUse);
            while (bytes > _options.MaximumBytes && _kept.Last is { } last)
            {
                bytes -= last.Value.Tree.MemoryUse;
                _kept.RemoveLast();
            }

            _timer.Change(_options.KeepFor, Timeout.InfiniteTimeSpan);
        }
    }

    private void Remove(string name)
    {
        lock (_lock)
        {
            RemoveLocked(name);
        }
    }

    private void RemoveLocked(string name)
    {
        for (var node = _kept.First; node is not null; node = node.Next)
        {
            if (node.Value.Name == name)
            {
                _kept.Remove(node);
                return;
            }
        }
    }

    private void Drop()
    {
        lock (_lock)
        {
            _kept.Clear();
        }

        _onLargeUse();
    }
}
