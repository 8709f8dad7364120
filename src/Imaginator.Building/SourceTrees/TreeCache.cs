using Imaginator.Building.Unpacking;
using Imaginator.ImageStores;
using Imaginator.Images;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.SourceTrees;

/// <summary>Unpacked source images, kept for the next builds that start from them.</summary>
/// <remarks>
/// A tree is named by its digest, and is complete when it has a marker: a crash at any moment leaves an entry without a
/// marker, which the next build that needs it creates again. Entries are locked while they are used, created or removed. Thread-safe,
/// also between processes.
/// </remarks>
internal sealed class TreeCache : IAsyncDisposable
{
    private static readonly TimeSpan WaitForMaker = TimeSpan.FromMilliseconds(10);

    private readonly CacheDirectory _directory;
    private readonly CacheTrimmer _trimmer;
    private readonly CacheFlusher _flusher;
    private readonly TimeProvider _timeProvider;
    private readonly BackgroundWork _background;
    private readonly ILogger _logger;

    private TreeCache(CacheDirectory directory, long sizeLimit, TimeProvider timeProvider, ILogger logger)
    {
        _directory = directory;
        _trimmer = new CacheTrimmer(directory, sizeLimit, logger);
        _flusher = new CacheFlusher(directory, timeProvider);
        _timeProvider = timeProvider;
        _logger = logger;
        _background = new BackgroundWork(e => SourceTreeLog.BackgroundWorkFailed(logger, directory.Path, e.Message));
    }

    /// <summary>Where the cache is.</summary>
    public string Path => _directory.Path;

    /// <summary>Opens the cache, creating its directory if it is missing, and starts to remove the remains of crashes.</summary>
    /// <param name="path">The absolute path of its directory.</param>
    /// <param name="sizeLimit">The maximum disk space of unused trees in bytes.</param>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public static TreeCache Open(string path, long sizeLimit, TimeProvider timeProvider, ILogger logger)
    {
        var cache = new TreeCache(CacheDirectory.Open(path), sizeLimit, timeProvider, logger);
        cache.StartTidying();
        return cache;
    }

    /// <summary>The tree of an image, unpacked now if it is not cached. Concurrent callers for the same tree wait for the first one to unpack it.</summary>
    /// <returns>The tree; the caller disposes of it.</returns>
    /// <exception cref="UnpackException">It cannot be unpacked.</exception>
    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<CachedTree> AcquireAsync(
        IImageStore store, string imageName, Image image, CancellationToken cancellationToken)
    {
        TreeValidator.Validate(image.FileSystem!);
        var name = TreeDigest.Compute(image.FileSystem!);
        while (true)
        {
            switch (_directory.TryOpen(name))
            {
                case (var entry, { }) when TreeSeal.FindChange(entry, image.FileSystem!, _timeProvider) is { } change:
                    SourceTreeLog.TreeChanged(_logger, entry.Path, imageName, change);
                    using (entry)
                    {
                        _directory.TakeOutInUse(entry, name);
                    }

                    break;
                case (var entry, { }):
                    CacheMarker.Touch(entry.Directory, _timeProvider.GetUtcNow());
                    return new CachedTree(this, entry, wasThere: true);
                case (var entry, null):
                    await MakeAsync(entry, store, imageName, image, cancellationToken);
                    return new CachedTree(this, entry, wasThere: false);
                default:
                    await Task.Delay(WaitForMaker, cancellationToken);
                    break;
            }
        }
    }

    /// <summary>
    /// Removes the least recently used trees until the rest fits, and the remains of crashes; flushes the others to
    /// disk.
    /// </summary>
    public void StartTidying() => _background.Start(() =>
    {
        _trimmer.Trim();
        _flusher.Flush();
    });

    /// <summary>Waits for the work in the background.</summary>
    public Task WhenIdleAsync() => _background.WhenIdleAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _background.WhenIdleAsync();
        _directory.Dispose();
    }

    private async Task MakeAsync(
        CacheEntry entry, IImageStore store, string imageName, Image image, CancellationToken cancellationToken)
    {
        try
        {
            entry.MakeTree(cancellationToken);
            var holes = await ImageUnpacker.UnpackAsync(store, image, entry.TreePath, cancellationToken);
            _directory.Complete(entry, Math.Max(TreeSize.Of(image.FileSystem!) - holes, 0), imageName, _timeProvider.GetUtcNow());
        }
        catch
        {
            // An entry without a marker is unused and is removed.
            entry.Dispose();
            StartTidying();
            throw;
        }
    }}
