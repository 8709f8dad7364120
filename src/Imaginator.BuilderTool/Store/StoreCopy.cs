using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.ImageStores;

namespace Imaginator.BuilderTool.Store;

/// <summary>Copies the images of a store to another one. Images that the target has are left out.</summary>
internal sealed class StoreCopy(IImageStore source, IImageStore target, CopyProgress progress, TimeProvider time)
{
    /// <summary>Copies all images.</summary>
    /// <exception cref="ImageStoreException">A store cannot be used. Complete images stay in the target.</exception>
    public async Task<CopyResult> RunAsync(CancellationToken cancellationToken)
    {
        // 1. Directories and their owners, if both stores have them.
        await CopyDirectoriesAsync(cancellationToken);

        // 2. The oldest image first: most stores set the time of creation, and the newest image of a stream must stay the newest.
        var names = await ListAsync(cancellationToken);

        // 3. Each image with its objects.
        var copier = new ImageCopy(source, target, progress, time);
        var outcomes = new List<CopyOutcome>();
        var failures = ImmutableArray.CreateBuilder<CopyFailure>();
        foreach (var name in names)
        {
            progress.Begin(outcomes.Count + failures.Count, names.Length);
            try
            {
                outcomes.Add(await copier.RunAsync(name, cancellationToken));
            }
            catch (ImageStoreException e) when (IsOfOneImage(e.Reason))
            {
                failures.Add(new CopyFailure(name, e.Message));
            }
        }

        return new CopyResult
        {
            Copied = outcomes.Count(outcome => outcome == CopyOutcome.Copied),
            Present = outcomes.Count(outcome => outcome is CopyOutcome.Present or CopyOutcome.Postponed),
            Postponed = outcomes.Count(outcome => outcome == CopyOutcome.Postponed),
            Objects = progress.Objects,
            Bytes = progress.Bytes,
            Failures = failures.DrainToImmutable(),
            Warnings = copier.Warnings,
        };
    }

    // Others, for example a full disk, concern all images.
    private static bool IsOfOneImage(ImageStoreError reason) => reason
        is ImageStoreError.Corrupt or ImageStoreError.UnknownObject or ImageStoreError.ImageExists or ImageStoreError.BadRequest;

    private async Task CopyDirectoriesAsync(CancellationToken cancellationToken)
    {
        if (source is not IImageDirectories from)
        {
            return;
        }

        var directories = await from.ListDirectoriesAsync(cancellationToken);
        await target.MakeDirectoriesAsync([.. directories.Select(directory => directory.Name).Where(name => name.Length > 0)], cancellationToken);
        if (target is not IImageDirectories to)
        {
            return;
        }

        foreach (var directory in directories)
        {
            if (await to.FindDirectoryAsync(directory.Name, cancellationToken) is { } present && present.OwnerGroup != directory.OwnerGroup)
            {
                await to.ChangeDirectoryOwnerAsync(directory.Name, directory.OwnerGroup, cancellationToken);
            }
        }
    }

    private async Task<ImmutableArray<string>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new List<ImageSummary>();
        await foreach (var image in source.ListImagesAsync("", cancellationToken))
        {
            listed.Add(image);
        }

        var images = new List<(string Name, DateTimeOffset CreatedOn)>(listed.Count);
        foreach (var image in listed)
        {
            // Image servers list only names. An image without a time does not exist any longer.
            if ((image.CreatedOn ?? (await source.GetImageAsync(image.Name, withFileSystem: false, cancellationToken))?.CreatedOn) is { } createdOn)
            {
                images.Add((image.Name, createdOn));
            }
        }

        return
        [
            .. images.OrderBy(image => image.CreatedOn).ThenBy(image => image.Name, FileName.BytewiseComparer).Select(image => image.Name),
        ];
    }
}
