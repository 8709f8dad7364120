using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Recovery;

/// <summary>Looks the objects of images up. Compares their lengths, but not their contents.</summary>
/// <param name="trees">The trees of the images.</param>
/// <param name="lengthOf">Gives the length of an object; null if the object counts as missing.</param>
internal sealed class ImageCompleteness(TreeObjects trees, Func<ObjectHash, long?> lengthOf)
{
    private readonly Dictionary<ObjectHash, string?> _faults = [];

    /// <summary>The first object that is missing or has another length; null if there is none. A tree that cannot be read is missing.</summary>
    public ObjectHash? FindMissing(ImageRow image, CancellationToken cancellationToken)
    {
        try
        {
            return FindMissingAttachment(image) ?? FindMissingContents(image.Tree, cancellationToken);
        }
        catch (ImageStoreException e) when (StoreErrors.IsLoss(e))
        {
            return image.Tree;
        }
    }

    /// <summary>The reason why an image is incomplete; null if all objects exist. Reads each tree once, also for several images.</summary>
    public string? FindFault(ImageRow image, CancellationToken cancellationToken)
    {
        if (FindMissingAttachment(image) is { } attachment)
        {
            return $"object {attachment} is missing";
        }

        if (!_faults.TryGetValue(image.Tree, out var fault))
        {
            fault = FindTreeFault(image.Tree, cancellationToken);
            _faults.Add(image.Tree, fault);
        }

        return fault;
    }

    private string? FindTreeFault(ObjectHash tree, CancellationToken cancellationToken)
    {
        try
        {
            return FindMissingContents(tree, cancellationToken) is { } missing ? $"object {missing} is missing or has another length" : null;
        }
        catch (ImageStoreException e) when (StoreErrors.IsLoss(e))
        {
            return e.Message;
        }
    }

    private ObjectHash? FindMissingAttachment(ImageRow image)
    {
        foreach (var attachment in image.Attachments)
        {
            if (lengthOf(attachment) is null)
            {
                return attachment;
            }
        }

        return null;
    }

    private ObjectHash? FindMissingContents(ObjectHash tree, CancellationToken cancellationToken)
    {
        foreach (var entry in trees.ReadObjects(tree, cancellationToken))
        {
            if (lengthOf(entry.Hash) is not { } length || (ulong)length != entry.Size)
            {
                return entry.Hash;
            }
        }

        return null;
    }
}
