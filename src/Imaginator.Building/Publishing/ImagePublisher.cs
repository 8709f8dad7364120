using Imaginator.Building.Builds;
using Imaginator.Building.Scanning;
using Imaginator.Building.Stages;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.Building.Publishing;

/// <summary>Gives a packed image its name: the build log becomes an object, then the image is added.</summary>
internal static class ImagePublisher
{
    public static async Task<BuildResult> PublishAsync(
        BuildSession session, PackedImage packed, IImageUpload upload, CancellationToken cancellationToken)
    {
        var time = session.Environment.Time;

        // The tree of the stream's previous image is not needed any more, among others.
        LargeTrees.GiveMemoryBack(packed.Image.FileSystem!);
        var (name, image) = await session.Stages.RunAsync(
            BuildStage.Publish,
            async () =>
            {
                AttributeLoss.Warn(session, packed.Image, upload);
                var log = await AddLogAsync(session, upload, cancellationToken);
                var complete = packed.Image with
                {
                    BuildLog = log,
                    ExpiresAt = session.Request.ExpiresIn == TimeSpan.Zero
                        ? null
                        : time.GetUtcNow() + session.Request.ExpiresIn,
                };
                if (session.Request.ReturnImage)
                {
                    await upload.SettleAsync(cancellationToken);
                    return ("", complete);
                }

                var given = await ImageNaming
                    .CommitAsync(upload, session.Stream.Name, complete, time, cancellationToken);
                return (given, complete);
            },
            result => result.Item1.Length > 0 ? result.Item1 : "not published");
        return new BuildResult(
            name, image, new BuildStatistics(session.Stages.Times, packed.NewObjects, packed.NewBytes))
        {
            SameAs = packed.SameAs,
        };
    }

    private static async Task<Annotation> AddLogAsync(
        BuildSession session, IImageUpload upload, CancellationToken cancellationToken)
    {
        // What is printed from here on is for those who watch; the image's log ends here.
        var (file, length) = session.Log.Complete();
        file.Position = 0;
        var hash = new ObjectHash(
            await System.Security.Cryptography.SHA512.HashDataAsync(file, cancellationToken));
        await upload.AddObjectAsync(
            hash, ObjectContents.FromFile(file.SafeFileHandle, length), cancellationToken);
        return new Annotation(hash);
    }
}
