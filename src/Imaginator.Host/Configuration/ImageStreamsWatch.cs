namespace Imaginator.Host.Configuration;

/// <summary>
/// Has the image streams read again: a file when it has been replaced; a URL at every check interval, and each minute as
/// long as it could not be taken. Not thread-safe.
/// </summary>
/// <param name="configuration">The configuration.</param>
/// <param name="time">The time.</param>
internal sealed class ImageStreamsWatch(LiveConfiguration configuration, TimeProvider time) : IWatchedPart
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private FileWatch? _file;
    private long _lastFetch = time.GetTimestamp();

    /// <inheritdoc/>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        // SIGHUP may have brought another place.
        var main = configuration.Current.Main;
        var path = main.ImageStreamsSource?.FilePath;
        _file = path is null ? null : _file?.Path == path ? _file : new FileWatch(path);
        var isDue = _file?.Look() ?? (main.ImageStreamsSource is not null && IsFetchDue(main.ImageStreamsCheckInterval));
        if (isDue)
        {
            await configuration.RereadImageStreamsAsync(cancellationToken);
            _lastFetch = time.GetTimestamp();
        }
    }

    private bool IsFetchDue(TimeSpan? checkInterval)
    {
        var isBroken = configuration.Status.Broken.ContainsKey(ConfigurationPart.ImageStreams);
        var interval = isBroken && (checkInterval is null || checkInterval > RetryInterval) ? RetryInterval : checkInterval;
        return time.GetElapsedTime(_lastFetch) >= interval;
    }
}
