using System.Globalization;
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
    /// <returns>The name.</returns>
    /// <exception cref="ImageStoreException">An object is missing, or the store cannot keep the image.</exception>
    public static async Task<string> CommitAsync(
        IImageUpload upload, string streamName, Image image, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(timeProvider);
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
}
