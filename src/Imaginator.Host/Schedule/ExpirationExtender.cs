using Imaginator.ImageStores;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Schedule;

/// <summary>
/// Extends the expiration of images that are not replaced in time, so that machines never run out of images. Thread-safe.
/// </summary>
internal sealed class ExpirationExtender(
    IImageStore store, RebuildOptions options, TimeProvider timeProvider, ILogger<ExpirationExtender> logger) : IDisposable
{
    // An image store that does not answer mostly does so soon; the next cycle tries again in any case.
    private const int MaximumAttempts = 5;

    private const int MaximumConcurrentCalls = 8;

    private readonly SemaphoreSlim _calls = new(MaximumConcurrentCalls);

    /// <summary>
    /// Extends the newest image of a stream to at least two intervals from now. The reason why the stream has no new image is
    /// for the log.
    /// </summary>
    public async Task<ExpirationExtension> ExtendAsync(string streamName, string reason, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _calls.WaitAsync(cancellationToken);
                try
                {
                    return await TryExtendAsync(streamName, reason, cancellationToken);
                }
                finally
                {
                    _calls.Release();
                }
            }
            catch (ImageStoreException e)
            {
                ScheduleLog.CannotExtend(logger, streamName, e.Message);
                if (attempt == MaximumAttempts)
                {
                    return new ExpirationExtension(null, e.Message);
                }
            }

            await Task.Delay(options.Interval / (2 * MaximumAttempts), timeProvider, cancellationToken);
        }
    }

    public void Dispose() => _calls.Dispose();

    private async Task<ExpirationExtension> TryExtendAsync(string streamName, string reason, CancellationToken cancellationToken)
    {
        var query = new ImageQuery { StreamName = streamName };
        if (await store.FindLatestImageAsync(query, cancellationToken) is not { } name
            || await store.GetImageAsync(name, withFileSystem: false, cancellationToken) is not { } image)
        {
            ScheduleLog.NothingToExtend(logger, streamName, reason);
            return new ExpirationExtension(null, "the stream has no image");
        }

        var until = timeProvider.GetUtcNow() + options.ImageLifetime;
        if (image.ExpiresAt is { } expiresAt && expiresAt < until)
        {
            await store.ChangeImageExpirationAsync(name, until, cancellationToken);
            ScheduleLog.Extended(logger, name, until, reason);
        }

        return new ExpirationExtension(name);
    }
}
