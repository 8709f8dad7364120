using Imaginator.ImageStores;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Schedule;

/// <summary>
/// Extends the life of images that cannot be replaced in time, so that machines never run out of images. Thread-safe.
/// </summary>
/// <param name="server">Where the images are.</param>
/// <param name="options">How long images live.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Where it is told.</param>
internal sealed class ImageLifetimes(
    IImageStore server, RebuildOptions options, TimeProvider time, ILogger<ImageLifetimes> logger) : IDisposable
{
    // An image server that does not answer mostly does soon; the next cycle tries again in any case.
    private const int Attempts = 5;

    private const int CallsAtOnce = 8;

    private readonly SemaphoreSlim _calls = new(CallsAtOnce);

    /// <summary>Has the newest image of a stream live for two intervals from now, at least.</summary>
    /// <param name="streamName">The stream.</param>
    /// <param name="reason">Why it has no new image, for the log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ImageExtension> ExtendAsync(string streamName, string reason, CancellationToken cancellationToken)
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
                if (attempt == Attempts)
                {
                    return new ImageExtension(null, e.Message);
                }
            }

            await Task.Delay(options.Interval / (2 * Attempts), time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    private async Task<ImageExtension> TryExtendAsync(string streamName, string reason, CancellationToken cancellationToken)
    {
        var query = new ImageQuery { StreamName = streamName };
        if (await server.FindLatestImageAsync(query, cancellationToken) is not { } name
            || await server.GetImageAsync(name, withFileSystem: false, cancellationToken) is not { } image)
        {
            ScheduleLog.NothingToExtend(logger, streamName, reason);
            return new ImageExtension(null, "the stream has no image");
        }

        var until = time.GetUtcNow() + options.ImageLifetime;
        if (image.ExpiresAt is { } expiresAt && expiresAt < until)
        {
            await server.ChangeImageExpirationAsync(name, until, cancellationToken);
            ScheduleLog.Extended(logger, name, until, reason);
        }

        return new ImageExtension(name);
    }
}
