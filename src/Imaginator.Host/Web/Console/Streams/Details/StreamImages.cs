using System.Collections.Immutable;
using Imaginator.Host.Images;
using Imaginator.ImageStores;

namespace Imaginator.Host.Web.Console.Streams.Details;

/// <summary>The images of a stream for pages, which do not wait long for an image store on another machine. Thread-safe.</summary>
internal sealed class StreamImages(ImageBrowser browser, TimeProvider timeProvider)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The newest images, the newest first; and the reason if they cannot be listed.</summary>
    public async Task<(ImmutableArray<ImageSummary> Images, string? Fault)> FindAsync(
        string streamName, int count, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var all = await browser.ListImagesAsync(streamName, either.Token);

            // Their names end with their times.
            return (
                [.. all.Where(image => ImageName.StreamOf(image.Name) == streamName).Reverse().Take(count)],
                null);
        }
        catch (ImageStoreException e)
        {
            return ([], e.Message);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ([], "the image store has not answered yet; reload the page later");
        }
    }
}
