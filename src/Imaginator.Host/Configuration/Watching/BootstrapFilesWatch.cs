namespace Imaginator.Host.Configuration.Watching;

/// <summary>Fetches files of bootstrap streams again, every minute while one cannot be fetched. Not thread-safe.</summary>
internal sealed class BootstrapFilesWatch(LiveConfiguration configuration, TimeProvider timeProvider) : IWatchedPart
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private long _lastFetch = timeProvider.GetTimestamp();

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!configuration.Current.Main.HasFailedFetches || timeProvider.GetElapsedTime(_lastFetch) < RetryInterval)
        {
            return;
        }

        await configuration.RefetchBootstrapFilesAsync(cancellationToken);
        _lastFetch = timeProvider.GetTimestamp();
    }
}
