using System.Globalization;
using Imaginator.ImageStores;
using Imaginator.Images;

namespace Imaginator.Building.Publishing;

/// <summary>Names images: the stream, and the local time when they were published.</summary>
public static class ImageNaming
{
    /// <summary>Adds an image under the time of day; where that name is taken, under the next free second.</summary>
    /// <param name="upload">What has brought its objects.</param>
    /// <param name="streamName">Its stream.</param>
    /// <param name="image">The image.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up; the image is then there completely or not at all.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ImageStoreException">An object is missing, or the server cannot store the image.</exception>
    public static async Task<string> CommitAsync(
        IImageUpload upload, string streamName, Image image, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(time);
        while (true)
        {
            var now = time.GetLocalNow();
            var name = string.Create(CultureInfo.InvariantCulture, $"{streamName}/{now:yyyy-MM-dd:HH:mm:ss}");
            try
            {
                await upload.CommitAsync(name, image, cancellationToken);
                return name;
            }
            catch (ImageStoreException e) when (e.Reason == ImageStoreError.ImageExists)
            {
                var nextSecond = TimeSpan.FromTicks(TimeSpan.TicksPerSecond - (now.Ticks % TimeSpan.TicksPerSecond));
                await Task.Delay(nextSecond, time, cancellationToken);
            }
        }
    }
}
