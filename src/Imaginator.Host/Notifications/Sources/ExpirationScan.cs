using Imaginator.Building.Streams;
using Imaginator.Host.Notifications.Announcing;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Host.Schedule;
using Imaginator.Host.Web.Addresses;
using Imaginator.Hosting.Configuration;
using Imaginator.ImageStores;
using Imaginator.Notifications;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Notifications.Sources;

/// <summary>
/// Searches the image store for streams whose newest image expires soon, and announces each such image once. Images that automatic
/// rebuilds replace in time are not announced.
/// </summary>
/// <param name="configuration">The active configuration.</param>
/// <param name="rebuilds">The options of automatic rebuilds; null if there are none.</param>
internal sealed class ExpirationScan(
    Announcer announcer,
    DeliveryOutbox outbox,
    IImageStore store,
    Func<MainConfiguration> configuration,
    RebuildOptions? rebuilds,
    TimeProvider timeProvider,
    ILogger<ExpirationScan> logger)
{
    /// <summary>The time between two searches.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);

    /// <summary>The maximum duration of a search. The next one does not wait for a store that does not answer.</summary>
    private static readonly TimeSpan SearchTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Searches until the cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // An image of an automatic rebuild is extended every interval: between two searches, it must not go from "fresh" to "expired".
        var interval = rebuilds is null ? Interval : Max(ShortestInterval, Min(Interval, rebuilds.Interval / 4));
        // Not at the start of the daemon: automatic rebuilds first extend what expired images of its downtime leave.
        using var timer = new PeriodicTimer(interval, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (announcer.HasReceiver(NotificationEventNames.ImageExpiring))
            {
                await SearchAsync(cancellationToken);
            }
        }
    }

    /// <summary>Searches once. Failures are logged.</summary>
    internal async Task SearchAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(SearchTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var main = configuration();
            var now = timeProvider.GetUtcNow();
            foreach (var (streamName, image) in await FindNewestAsync(either.Token))
            {
                if (!announcer.HasReceiverFor(NotificationEventNames.ImageExpiring, streamName))
                {
                    continue;
                }

                var found = await WithExpirationAsync(image, either.Token);
                if (found is { ExpiresAt: { } expiresAt } && expiresAt > now && expiresAt - now <= WindowOf(streamName, found, main))
                {
                    Announce(streamName, image.Name, expiresAt);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            SourcesLog.ImagesNotListed(logger, $"no result within {SearchTimeout.TotalMinutes:0} min");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Any type, from a store of the product.
            SourcesLog.ImagesNotListed(logger, e.Message);
        }
    }

    private void Announce(string streamName, string image, DateTimeOffset expiresAt)
    {
        if (outbox.IsAnnounced(image, expiresAt))
        {
            return;
        }

        // In this order: after a crash, the image is announced again.
        announcer.Announce([new ImageExpiring { StreamName = streamName, ImageName = image, ExpiresAt = expiresAt }], ImageAddress.Of(image));
        outbox.SetAnnounced(image, expiresAt);
    }

    /// <summary>The newest image of each directory: by creation time, or by name if the store does not list times.</summary>
    private async Task<Dictionary<string, ImageSummary>> FindNewestAsync(CancellationToken cancellationToken)
    {
        var newest = new Dictionary<string, ImageSummary>(StringComparer.Ordinal);
        await foreach (var image in store.ListImagesAsync("", cancellationToken))
        {
            var slash = image.Name.LastIndexOf('/');
            var directory = slash < 0 ? "" : image.Name[..slash];

            // No stream has the name of a directory of private images, which belong to another stream.
            if (StreamName.IsValid(directory)
                && (!newest.TryGetValue(directory, out var other) || IsNewer(image, other)))
            {
                newest[directory] = image;
            }
        }

        return newest;
    }

    private static bool IsNewer(ImageSummary image, ImageSummary other) => image.CreatedOn is { } created && other.CreatedOn is { } before
        ? created >= before
        : string.CompareOrdinal(image.Name, other.Name) > 0;

    /// <summary>A store that lists no creation times lists no expirations either.</summary>
    private async Task<ImageSummary?> WithExpirationAsync(ImageSummary image, CancellationToken cancellationToken) =>
        image.CreatedOn is not null
            ? image
            : await store.GetImageAsync(image.Name, withFileSystem: false, cancellationToken) is { } found
                ? image with { CreatedOn = found.CreatedOn, ExpiresAt = found.ExpiresAt }
                : null;

    /// <summary>The remaining life at which an image is announced.</summary>
    private TimeSpan WindowOf(string streamName, ImageSummary image, MainConfiguration main)
    {
        var within = main.Notifications.ExpiringWithin;
        if (rebuilds is not null
            && (main.BootstrapStreams.ContainsKey(streamName) || main.ImageStreamsToAutoRebuild.Contains(streamName)))
        {
            // It lives for two intervals, and each interval replaces or extends it: less than half an interval is late.
            return Min(within, rebuilds.Interval / 2);
        }

        // An image that was made for an hour does not expire "soon" from its start.
        return image is { CreatedOn: { } created, ExpiresAt: { } expires } ? Min(within, (expires - created) / 4) : within;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
