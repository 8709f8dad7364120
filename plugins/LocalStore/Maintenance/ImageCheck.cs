using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Format;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Checks images for completeness. Keeps at most one tree in memory.</summary>
internal sealed class ImageCheck(ObjectScan objects, TreeObjects trees)
{
    private readonly Dictionary<ObjectHash, string?> _treeFaults = [];

    /// <summary>The reason why an image is incomplete; null if it is complete.</summary>
    public string? FindFault(ImageRow image, CancellationToken cancellationToken)
    {
        try
        {
            ImageFormat.Read(image.Metadata);
        }
        catch (StoreFormatException e)
        {
            return $"cannot read its metadata: {e.Message}";
        }

        foreach (var attachment in image.Attachments)
        {
            if (objects.FindFault(attachment, 0) is { } fault)
            {
                return $"its build log or release notes: {fault}";
            }
        }

        if (!_treeFaults.TryGetValue(image.Tree, out var treeFault))
        {
            treeFault = FindTreeFault(image.Tree, cancellationToken);
            _treeFaults.Add(image.Tree, treeFault);
        }

        return treeFault;
    }

    private string? FindTreeFault(ObjectHash tree, CancellationToken cancellationToken)
    {
        if (objects.FindFault(tree, 0) is { } fault)
        {
            return $"its file-system tree: {fault}";
        }

        IReadOnlyList<ObjectEntry> needed;
        try
        {
            // Reads the whole tree to check it, and then its list of objects.
            trees.ReadTree(tree, cancellationToken);
            needed = trees.ReadObjects(tree, cancellationToken);
        }
        catch (ImageStoreException e)
        {
            return $"its file-system tree: {e.Message}";
        }

        string? first = null;
        var count = 0;
        foreach (var entry in needed)
        {
            if (objects.FindFault(entry.Hash, entry.Size) is { } missing)
            {
                first ??= missing;
                count++;
            }
        }

        return first is null ? null : count == 1 ? first : $"{first}, and {count - 1} more";
    }
}
