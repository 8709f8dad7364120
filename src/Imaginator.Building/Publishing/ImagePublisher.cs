using System.Security.Cryptography;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Sessions;
using Imaginator.Building.Stages.Packing;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Building.Publishing;

/// <summary>Publishes a packed image: the build log becomes an object, then the image is added under its name.</summary>
internal sealed class ImagePublisher(TimeProvider timeProvider)
{
    public async Task<BuildResult> PublishAsync(
        BuildSession session, PackedImage packed, IImageUpload upload, CommitGate? gate, CancellationToken cancellationToken)
    {
        var (name, image) = await session.Stages.RunAsync(
            BuildStage.Publish,
            () => AddImageAsync(session, packed, upload, gate, cancellationToken),
            published => published.Name.Length > 0 ? published.Name : "not published");
        return new BuildResult(
            name, image, new BuildStatistics(session.Stages.Times, packed.NewObjects, packed.NewBytes))
        {
            SameAs = packed.SameAs,
        };
    }

    private async Task<(string Name, Image Image)> AddImageAsync(
        BuildSession session, PackedImage packed, IImageUpload upload, CommitGate? gate, CancellationToken cancellationToken)
    {
        AttributeLoss.Warn(session, packed.Image, upload);
        var log = await AddLogAsync(session, upload, cancellationToken);
        var image = packed.Image with
        {
            BuildLog = log,
            ExpiresAt = session.Request.ExpiresIn == TimeSpan.Zero
                ? null
                : timeProvider.GetUtcNow() + session.Request.ExpiresIn,
        };
        if (session.Request.ReturnImage)
        {
            await upload.FlushAsync(cancellationToken);
            return ("", image);
        }

        var name = await ImageNaming.CommitAsync(
            upload, session.Request.OutputName, image, gate, timeProvider, cancellationToken);
        session.Observer.OnEvent(new ImageNamed(session.Stream.Name, name));
        return (name, image);
    }

    private static async Task<Annotation> AddLogAsync(
        BuildSession session, IImageUpload upload, CancellationToken cancellationToken)
    {
        // The log of the image ends here; observers get further output.
        var (file, length) = session.Log.Complete();
        file.Position = 0;
        var hash = new ObjectHash(await SHA512.HashDataAsync(file, cancellationToken));
        await upload.AddObjectAsync(
            hash, ObjectContents.FromFile(file.SafeFileHandle, length), cancellationToken);
        return new Annotation(hash);
    }
}
