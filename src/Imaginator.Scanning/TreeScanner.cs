using System.Threading.Channels;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Directories;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Overlays;

namespace Imaginator.Scanning;

/// <summary>
/// Turns a tree on disk into the tree of an image, and its contents into objects: every directory, regular file,
/// symbolic link, device and FIFO, hard links as such, with all extended attributes that are content. Thread-safe,
/// but one scan of a <see cref="TreeRoot"/> at a time.
/// </summary>
/// <remarks>
/// Left out: sockets, other file systems, <c>/.subd</c>, and what the filter selects. As in the original, leaving out a directory
/// leaves out everything below it; so an inverted filter keeps a file only if its lines match all the
/// directories above it, too.
/// <para>
/// Refused: files that break a rule of images (<see cref="TreeRules"/>), so that every image can be unpacked.
/// </para>
/// <para>
/// One task walks; the hashers, one per core, work behind it. Equal trees give equal results, in any order of execution.
/// </para>
/// </remarks>
/// <param name="timeProvider">Measures the duration.</param>
/// <param name="limits">The limits of the image; null for none.</param>
public sealed class TreeScanner(TimeProvider timeProvider, ScanLimits? limits = null)
{
    // Two buffers of 1 MiB each.
    private const int MaximumHashers = 32;

    // Files that a hasher processes at a time; few enough to leave some for the others.
    private const int BatchLength = 32;
    private const long BatchBytes = 1024 * 1024;

    // Files that the walk is ahead of the hashers; they are open.
    private const int QueueLength = 256;

    /// <summary>Scans a tree.</summary>
    /// <param name="tree">The tree. Nothing may change it during the scan.</param>
    /// <param name="filter">Selects the paths that are left out; null for none.</param>
    /// <param name="upload">Gets the contents of each regular file that is not empty; equal ones once.</param>
    /// <exception cref="ScanException">
    /// A file cannot be read, changed during the scan, or breaks a rule or limit of images; the message names it.
    /// </exception>
    /// <exception cref="ImageStoreException">An object cannot be stored.</exception>
    public Task<ScanResult> ScanAsync(
        TreeRoot tree, PathFilter? filter, IImageUpload upload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(upload);
        return ScanAsync(tree, consumesFiles: false, filter, new ObjectSink(upload), cancellationToken);
    }

    /// <summary>Scans a tree.</summary>
    /// <param name="tree">The tree. Nothing may change it during the scan.</param>
    /// <param name="consumesFiles">Whether files of the tree may become objects; nothing may change them then.</param>
    /// <param name="filter">Selects the paths that are left out; null for none.</param>
    /// <param name="sink">Gets each regular file that is not empty.</param>
    /// <exception cref="ScanException">
    /// A file cannot be read, changed during the scan, or breaks a rule or limit of images; the message names it.
    /// </exception>
    public Task<ScanResult> ScanAsync(
        TreeRoot tree, bool consumesFiles, PathFilter? filter, IHashedFileSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return ScanAsync(
            DiskDirectory.OpenRoot(tree, isExpendable: consumesFiles),
            tree.Directory.GetStatus().Device,
            consumesFiles,
            filter,
            sink,
            cancellationToken);
    }

    /// <summary>
    /// Scans what an overlay shows, reading only what has changed. The result is the one of a scan of everything.
    /// </summary>
    /// <param name="overlay">The overlay. Nothing may change it during the scan.</param>
    /// <param name="consumesFiles">Whether files of the upper layer may become the upload's own; nothing may change them then.</param>
    /// <param name="filter">Selects the paths that are left out; null for none.</param>
    /// <param name="sink">Gets each changed file that is not empty.</param>
    /// <exception cref="ScanException">
    /// A file cannot be read, changed during the scan, or breaks a rule or limit of images; the message names it.
    /// </exception>
    internal Task<ScanResult> ScanAsync(
        OverlayLayers overlay,
        bool consumesFiles,
        PathFilter? filter,
        IHashedFileSink sink,
        CancellationToken cancellationToken) =>
        ScanAsync(
            OverlayDirectory.OpenRoot(overlay),
            overlay.Merged.Directory.GetStatus().Device,
            consumesFiles,
            filter,
            sink,
            cancellationToken);

    private async Task<ScanResult> ScanAsync(
        ScannedDirectory root,
        ulong device,
        bool consumesFiles,
        PathFilter? filter,
        IHashedFileSink sink,
        CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        var files = Channel.CreateBounded<FileToHash>(
            new BoundedChannelOptions(QueueLength) { SingleWriter = true, AllowSynchronousContinuations = false });
        var walk = new TreeWalk(root, device, filter, limits ?? ScanLimits.None, files.Writer);
        var hashers = Math.Min(Environment.ProcessorCount, MaximumHashers);
        try
        {
            await ConcurrentWork.RunAsync(
                [walk.RunAsync, .. Enumerable.Repeat<Func<CancellationToken, Task>>(HashAllAsync, hashers)],
                cancellationToken);
        }
        finally
        {
            // After a failure some are left.
            while (files.Reader.TryRead(out var file))
            {
                file.File.Dispose();
            }
        }

        var result = walk.ToTree();
        return new ScanResult(result, new ScanStatistics
        {
            Files = (long)result.NumRegularInodes,
            Bytes = (long)result.TotalDataBytes,
            ReadFiles = walk.ReadFiles,
            ReadBytes = walk.ReadBytes,
            NewObjects = sink.NewObjects,
            KnownObjects = sink.KnownObjects,
            NewBytes = sink.NewBytes,
            Duration = timeProvider.GetElapsedTime(start),
        })
        {
            Skipped = walk.Skipped,
        };

        async Task HashAllAsync(CancellationToken token)
        {
            using var hasher = new FileHasher(sink, consumesFiles);
            var batch = new List<FileToHash>();
            while (await files.Reader.WaitToReadAsync(token))
            {
                try
                {
                    // All available files: a hasher never waits for the walk.
                    for (long bytes = 0; batch.Count < BatchLength && bytes < BatchBytes && files.Reader.TryRead(out var file);)
                    {
                        batch.Add(file);
                        bytes += file.Length;
                    }

                    await hasher.ProcessAsync(batch, token);
                }
                finally
                {
                    batch.ForEach(file => file.File.Dispose());
                    batch.Clear();
                }
            }
        }
    }
}
