using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Building.Streams;
using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.Building.Publishing;

/// <summary>Names images: the stream, and the local time of publication.</summary>
public static class ImageNaming
{
    /// <summary>
    /// Adds an image under the current time; if that name exists, under the next free second. A cancelled call leaves the
    /// image complete or absent.
    /// </summary>
    /// <param name="upload">The upload of the image.</param>
    /// <param name="streamName">The stream, or the directory of a private image.</param>
    /// <param name="image">The image.</param>
    /// <param name="gate">Called before the first attempt; null if only <paramref name="cancellationToken"/> cancels the build.</param>
    /// <param name="timeProvider">Tells the time of publication.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ImageStoreException">An object is missing, or the store cannot keep the image.</exception>
    /// <exception cref="ImaginatorException">The source image is private to another stream.</exception>
    public static async Task<string> CommitAsync(
        IImageUpload upload,
        string streamName,
        Image image,
        CommitGate? gate,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(timeProvider);
        RefuseForeignSource(streamName, image.SourceImage);

        // The moment of no return of every build that publishes: no other code decides whether a cancellation comes too late.
        gate?.Invoke();
        while (true)
        {
            var now = timeProvider.GetLocalNow();
            var name = string.Create(CultureInfo.InvariantCulture, $"{streamName}/{now:yyyy-MM-dd:HH:mm:ss}");
            try
            {
                await upload.CommitAsync(name, image, cancellationToken);
                return name;
            }
            catch (ImageStoreException e) when (e.Reason == ImageStoreError.ImageExists)
            {
                var nextSecond = TimeSpan.FromTicks(TimeSpan.TicksPerSecond - (now.Ticks % TimeSpan.TicksPerSecond));
                await Task.Delay(nextSecond, timeProvider, cancellationToken);
            }
        }
    }

    /// <summary>The last check before others can use an image: it can come from a worker.</summary>
    private static void RefuseForeignSource(string streamName, string sourceImage)
    {
        if (PrivateStream.IsPrivate(sourceImage) && PrivateStream.ConsumerOf(sourceImage) != PrivateStream.ConsumerOf(streamName))
        {
            throw new ImaginatorException(
                $"image of {streamName} not published: its source image {sourceImage} is private to another stream; build again");
        }
    }
}
