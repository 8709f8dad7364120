using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>
/// The objects that images refer to. The set only grows: a refresh adds new images. Includes only images with IDs greater than
/// <c>after</c>.
/// </summary>
internal sealed class LiveReferences(ImageCatalogue catalogue, TreeObjects trees, long after = 0)
{
    private readonly HashSet<UInt128> _objects = [];
    private readonly HashSet<ObjectHash> _trees = [];
    private long _lastImage = after;

    public bool Contains(in ObjectHash hash) => _objects.Contains(HashKey.Of(hash));

    /// <summary>
    /// Adds the objects of images that were added since the last call. Fails if the tree of a listed image is lost, or that of any image
    /// cannot be read, because its references are then unknown.
    /// </summary>
    public void Refresh(CancellationToken cancellationToken)
    {
        foreach (var image in catalogue.ReadHolding(_lastImage))
        {
            _objects.Add(HashKey.Of(image.Tree));
            foreach (var attachment in image.Attachments)
            {
                _objects.Add(HashKey.Of(attachment));
            }

            if (_trees.Add(image.Tree))
            {
                AddTree(image, cancellationToken);
            }

            _lastImage = image.Id;
        }
    }

    private void AddTree(ImageRow image, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var entry in trees.ReadObjects(image.Tree, cancellationToken))
            {
                _objects.Add(HashKey.Of(entry.Hash));
            }
        }
        catch (ImageStoreException e) when (image.State != ImageState.Listed && StoreErrors.IsLoss(e))
        {
            // Without its tree, the image cannot be recovered. A listed image with the same tree must still fail.
            _trees.Remove(image.Tree);
        }
    }
}
