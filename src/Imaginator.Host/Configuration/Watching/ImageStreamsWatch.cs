namespace Imaginator.Host.Configuration.Watching;

/// <summary>
/// Rereads the image streams: a file after its replacement; a URL at every check interval, and every minute while it is unusable.
/// Not thread-safe.
/// </summary>
internal sealed class ImageStreamsWatch(LiveConfiguration configuration, TimeProvider timeProvider) : IWatchedPart
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private FileWatch? _file;
    private long _lastFetch = timeProvider.GetTimestamp();

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        // A reload can change the location.
        var main = configuration.Current.Main;
        var path = main.ImageStreamsSource?.FilePath;
        _file = path is null ? null : _file?.Path == path ? _file : new FileWatch(path);
        var isDue = _file?.Check() ?? (main.ImageStreamsSource is not null && IsFetchDue(main.ImageStreamsCheckInterval));
        if (isDue)
        {
            await configuration.RereadImageStreamsAsync(cancellationToken);
            _lastFetch = timeProvider.GetTimestamp();
        }
    }

    private bool IsFetchDue(TimeSpan? checkInterval)
    {
        var isBroken = configuration.Status.Broken.ContainsKey(ConfigurationPart.ImageStreams);
        var interval = isBroken && (checkInterval is null || checkInterval > RetryInterval) ? RetryInterval : checkInterval;
        return timeProvider.GetElapsedTime(_lastFetch) >= interval;
    }
}
