using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Format;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Checks images for completeness. Keeps at most one tree in memory.</summary>
internal sealed class ImageCheck(ObjectScan objects, TreeObjects trees)
{
    private readonly Dictionary<ObjectHash, (string? Fault, string? Violation)> _trees = [];

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

        return CheckTree(image.Tree, cancellationToken).Fault;
    }

    /// <summary>
    /// The rule of images that the tree of a complete image violates, so that it cannot be unpacked; null if there is none. Programs
    /// of older versions have added such images.
    /// </summary>
    public string? FindViolation(ImageRow image, CancellationToken cancellationToken) => CheckTree(image.Tree, cancellationToken).Violation;

    private (string? Fault, string? Violation) CheckTree(ObjectHash tree, CancellationToken cancellationToken)
    {
        if (!_trees.TryGetValue(tree, out var result))
        {
            var fault = FindTreeFault(tree, out var violation, cancellationToken);
            result = (fault, violation);
            _trees.Add(tree, result);
        }

        return result;
    }

    private string? FindTreeFault(ObjectHash tree, out string? violation, CancellationToken cancellationToken)
    {
        violation = null;
        if (objects.FindFault(tree, 0) is { } fault)
        {
            return $"its file-system tree: {fault}";
        }

        IReadOnlyList<ObjectEntry> needed;
        try
        {
            // Reads the whole tree to check it, and then its list of objects.
            violation = TreeRules.FindFaults(trees.ReadTree(tree, cancellationToken), 1) is [var broken, ..] ? broken : null;
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
