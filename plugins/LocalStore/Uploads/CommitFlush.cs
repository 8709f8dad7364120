using Imaginator.Images;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Records;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// The flushes of a commit. A flush of the whole file system also waits for what all other programs have written. Small images
/// therefore flush their own files only, on file systems where that makes names durable, too.
/// </summary>
/// <param name="hasSharedJournal">See <see cref="FileSystemJournal"/>.</param>
internal sealed class CommitFlush(Lease lease, DirectoryHandle incoming, bool hasSharedJournal)
{
    // Each file takes a flush of the cache of the disk, about a millisecond.
    private const int MaximumFiles = 256;
    private const int Parallelism = 8;

    /// <summary>Makes the contents of new objects durable.</summary>
    public void FlushContents(IReadOnlyCollection<ObjectHash> objects, CancellationToken cancellationToken)
    {
        if (!hasSharedJournal || objects.Count > MaximumFiles)
        {
            lease.SyncFileSystem();
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        ParallelLoop.ForEach(objects, options, hash =>
        {
            using var file = incoming.OpenFile(hash.ToString());
            Flushing.SyncFile(file);
        });
    }

    /// <summary>Makes the record of an image durable, and all names that existed before it: those of all objects.</summary>
    public void FlushNames(RecordDirectory records, RecordName record)
    {
        if (!hasSharedJournal)
        {
            lease.SyncFileSystem();
            return;
        }

        records.Flush(record);
    }
}
