using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Collecting;
using Imaginator.Plugins.S3.Formats;

namespace Imaginator.Plugins.S3.Checking;

/// <summary>Checks that all objects of the images exist, and lists only those images.</summary>
internal sealed class ImageCheck(CollectionContext context, CheckResults results)
{
    private readonly TreeObjectLists _trees = new(context.Reader, context.Bucket.DisplayName);

    /// <summary>Checks an image, and changes its state if it is to be repaired.</summary>
    public async Task RunAsync(CachedImage image, bool repair, CancellationToken cancellationToken)
    {
        if (image.State == ImageState.Deleted)
        {
            return;
        }

        results.Images++;
        var missing = await FindMissingAsync(image, cancellationToken);
        if (missing is not null && image.State == ImageState.Listed)
        {
            var isRepaired = repair && await TryChangeAsync(image, ImageState.Incomplete, cancellationToken);
            results.AddFault(
                $"image \"{image.Name}\" lacks object {missing}",
                isRepaired ? $"image \"{image.Name}\" is not listed any longer; build it again" : null);
        }
        else if (missing is null && image.State == ImageState.Incomplete)
        {
            if (repair && await TryChangeAsync(image, ImageState.Listed, cancellationToken))
            {
                results.AddRepair($"image \"{image.Name}\" is complete and listed again");
            }
            else
            {
                results.AddNote($"image \"{image.Name}\" is complete but not listed; a repair lists it again");
            }
        }
        else if (missing is not null)
        {
            results.AddNote($"image \"{image.Name}\" is not listed, because it lacks object {missing}");
        }
    }

    private async Task<ObjectHash?> FindMissingAsync(CachedImage image, CancellationToken cancellationToken)
    {
        if (context.Table.FindUsable(image.Tree) is null)
        {
            return image.Tree;
        }

        try
        {
            foreach (var item in await _trees.ReadAsync(image.Tree, cancellationToken))
            {
                if (context.Table.FindUsable(item.Hash) is not { } location || (ulong)location.Length != item.Size)
                {
                    return item.Hash;
                }
            }
        }
        catch (ImageStoreException e) when (e.Reason is ImageStoreError.Corrupt or ImageStoreError.UnknownObject)
        {
            return image.Tree;
        }

        foreach (var attachment in image.Attachments)
        {
            if (context.Table.FindUsable(attachment) is null)
            {
                return attachment;
            }
        }

        return null;
    }

    private async Task<bool> TryChangeAsync(CachedImage image, ImageState state, CancellationToken cancellationToken) =>
        await context.Catalogue.FindAsync(image.Name, cancellationToken) is { } present
        && present.Record.State == image.State
        && await context.Catalogue.TryReplaceAsync(present, present.Record with { State = state }, cancellationToken);
}
