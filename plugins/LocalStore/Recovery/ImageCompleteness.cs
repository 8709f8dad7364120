using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Recovery;

/// <summary>Looks the objects of images up. Compares their lengths, but not their contents.</summary>
internal sealed class ImageCompleteness(ObjectDirectory objects, TreeObjects trees)
{
    private readonly Dictionary<ObjectHash, string?> _faults = [];

    /// <summary>The reason why an image is incomplete; null if all objects exist. Fails if its tree cannot be read.</summary>
    public string? FindFault(ImageRow image, CancellationToken cancellationToken)
    {
        foreach (var attachment in image.Attachments)
        {
            if (objects.TryGetLength(attachment) is null)
            {
                return $"object {attachment} is missing";
            }
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
            foreach (var entry in trees.ReadObjects(tree, cancellationToken))
            {
                if (objects.TryGetLength(entry.Hash) is not { } length || (ulong)length != entry.Size)
                {
                    return $"object {entry.Hash} is missing or has another length";
                }
            }

            return null;
        }
        catch (ImageStoreException e) when (StoreErrors.IsLoss(e))
        {
            return e.Message;
        }
    }
}
