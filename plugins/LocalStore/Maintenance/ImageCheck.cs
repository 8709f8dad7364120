using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Checks images for completeness. Keeps at most one tree in memory.</summary>
internal sealed class ImageCheck(ObjectScan objects, TreeObjects trees)
{
    private readonly Dictionary<ObjectHash, CheckedTree> _trees = [];
    private readonly List<string> _unreadable = [];

    /// <summary>Trees that could not be read although the scan has read them, each as one line of text.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <summary>
    /// True if an image without a known fault needs an object that could not be read: it is not known whether it is complete.
    /// </summary>
    public bool IsUncertain(ImageRow image, CancellationToken cancellationToken) =>
        image.Attachments.Any(attachment => objects.IsUnreadable(attachment)) || CheckTree(image.Tree, cancellationToken).IsUncertain;

    /// <summary>The reason why an image is incomplete; null if it is complete, or if that is not known.</summary>
    public string? FindFault(ImageRow image, CancellationToken cancellationToken)
    {
        try
        {
            ImageSerializer.ReadMetadata(image.Metadata);
        }
        catch (ImageFormatException e)
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

        return CheckTree(image.Tree, cancellationToken).Fault;
    }

    /// <summary>
    /// The rule of images that the tree of a complete image violates, so that it cannot be unpacked; null if there is none. Programs
    /// of older versions have added such images.
    /// </summary>
    public string? FindViolation(ImageRow image, CancellationToken cancellationToken) => CheckTree(image.Tree, cancellationToken).Violation;

    private CheckedTree CheckTree(ObjectHash tree, CancellationToken cancellationToken)
    {
        if (!_trees.TryGetValue(tree, out var result))
        {
            result = ReadAndCheck(tree, cancellationToken);
            _trees.Add(tree, result);
        }

        return result;
    }

    private CheckedTree ReadAndCheck(ObjectHash tree, CancellationToken cancellationToken)
    {
        if (objects.IsUnreadable(tree))
        {
            return new CheckedTree(null, null, IsUncertain: true);
        }

        if (objects.FindFault(tree, 0) is { } fault)
        {
            return new CheckedTree($"its file-system tree: {fault}", null, IsUncertain: false);
        }

        string? violation;
        IReadOnlyList<ObjectEntry> needed;
        try
        {
            // Reads the whole tree to check it, and then its list of objects.
            violation = TreeRules.FindFaults(trees.ReadTree(tree, cancellationToken), 1) is [var broken, ..] ? broken : null;
            needed = trees.ReadObjects(tree, cancellationToken);
        }
        catch (ImageStoreException e) when (StoreErrors.IsLoss(e))
        {
            return new CheckedTree($"its file-system tree: {e.Message}", null, IsUncertain: false);
        }
        catch (ImageStoreException e)
        {
            _unreadable.Add(e.Message);
            return new CheckedTree(null, null, IsUncertain: true);
        }

        string? first = null;
        var count = 0;
        var isUncertain = false;
        foreach (var entry in needed)
        {
            if (objects.FindFault(entry.Hash, entry.Size) is { } missing)
            {
                first ??= missing;
                count++;
            }

            isUncertain |= objects.IsUnreadable(entry.Hash);
        }

        return new CheckedTree(
            first is null ? null : count == 1 ? first : $"{first}, and {count - 1} more", violation, isUncertain);
    }

    /// <summary>The fault of a tree or its objects, the rule that the tree violates, and whether something could not be read.</summary>
    private sealed record CheckedTree(string? Fault, string? Violation, bool IsUncertain);
}
