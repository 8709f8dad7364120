using Imaginator.Host.Images;
using Imaginator.ImageStores;

namespace Imaginator.Host.Web.Data;

/// <summary>The sizes of the images of a stream over time. Thread-safe.</summary>
internal sealed class ImageSizeData(ImageBrowser browser)
{
    private const int MaximumImages = 500;

    /// <exception cref="ImageStoreException">The image store fails.</exception>
    public async Task<DataResult> OfStreamAsync(string streamName, CancellationToken cancellationToken)
    {
        var images = (await browser.ListImagesAsync(streamName, cancellationToken))
            .Where(image => ImageName.StreamOf(image.Name) == streamName && image is { CreatedOn: not null, TotalDataBytes: not null })
            .OrderBy(image => image.CreatedOn)
            .TakeLast(MaximumImages)
            .ToList();
        return new DataResult(json =>
        {
            json.WriteStartObject();
            DataSeries.Write(
                json, "sizes", "bytes", images.Select(image => image.CreatedOn!.Value),
                new DataSeries("size", images.Select(image => (double?)image.TotalDataBytes)));
            json.WriteEndObject();
        });
    }
}
