using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Recovery;

/// <summary>
/// File-system trees whose images are not known. They become images without metadata in the directory <c>lost+found</c>, so that
/// nothing of them is collected before a person has looked at them.
/// </summary>
internal sealed class LostTrees(StoreDirectory store, TreeObjects trees, TimeProvider timeProvider)
{
    private const string DirectoryName = "lost+found";

    /// <summary>The number of digits of the hash in a name.</summary>
    private const int NameLength = 32;

    /// <summary>Finds the trees that are not known. Adds a line for each that cannot be read.</summary>
    public IEnumerable<ImageRow> Find(IReadOnlySet<ObjectHash> known, List<string> report, CancellationToken cancellationToken)
    {
        foreach (var hash in TreeObjects.Find(store.Objects, cancellationToken).Where(hash => !known.Contains(hash)))
        {
            if (TryReadSize(hash, report, cancellationToken) is { } size)
            {
                yield return new ImageRow
                {
                    Name = $"{DirectoryName}/{hash.ToString()[..NameLength]}",
                    CreatedOn = TimeOf(hash),
                    Branch = "",
                    CommitId = "",
                    TotalDataBytes = size,
                    Tree = hash,
                    Attachments = [],
                    Metadata = ImageSerializer.WriteMetadata(new Image()),
                };
            }
        }
    }

    private ulong? TryReadSize(ObjectHash hash, List<string> report, CancellationToken cancellationToken)
    {
        try
        {
            return trees.ReadTree(hash, cancellationToken).TotalDataBytes;
        }
        catch (ImageStoreException e) when (StoreErrors.IsLoss(e))
        {
            // It can also be a file that happens to begin like a tree.
            report.Add($"object {hash} begins like a file-system tree, but cannot be read as one: {e.Message}");
            return null;
        }
    }

    // When the tree was stored; the clock may have been wrong.
    private DateTimeOffset TimeOf(ObjectHash hash)
    {
        var now = timeProvider.GetUtcNow();
        var seconds = store.Objects.DirectoryOf(hash).TryGetStatus(ObjectDirectory.FileNameOf(hash))?.MtimeSeconds ?? 0;
        return seconds >= 0 && seconds < now.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : now;
    }
}
