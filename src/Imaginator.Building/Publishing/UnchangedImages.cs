using Imaginator.Building.Builds;
using Imaginator.Building.Logging;
using Imaginator.Building.Sessions;
using Imaginator.ImageStores;
using Imaginator.Logging;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Publishing;

/// <summary>Ends builds whose inputs are unchanged: the existing image gets the expiration that a new one would have.</summary>
internal sealed class UnchangedImages(IImageStore store, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Extends the expiration of an image and returns it as the result of a build.</summary>
    public async Task<BuildResult> ExtendAsync(BuildSession session, string name, CancellationToken cancellationToken)
    {
        var image = await store.GetImageAsync(name, withFileSystem: true, cancellationToken)
            ?? throw new ImaginatorException($"image {name} not found: it was deleted during the build; build again");
        var expiresAt = session.Request.ExpiresIn == TimeSpan.Zero
            ? (DateTimeOffset?)null
            : timeProvider.GetUtcNow() + session.Request.ExpiresIn;
        if (image.ExpiresAt is { } current && (expiresAt is null || expiresAt > current))
        {
            await store.ChangeImageExpirationAsync(name, expiresAt, cancellationToken);
            image = image with { ExpiresAt = expiresAt };
        }

        session.Log.WriteLine($"nothing to do: {name} was made from the same inputs");
        session.Log.Complete();
        BuildLogMessages.InputsUnchanged(logger, name);
        return new BuildResult(name, image, new BuildStatistics(session.Stages.Times, 0, 0)) { IsUnchanged = true };
    }
}
