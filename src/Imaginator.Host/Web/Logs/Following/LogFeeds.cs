using Imaginator.Host.Builds;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Web.Logs.Following;

/// <summary>The feeds of the logs that are followed now. Thread-safe.</summary>
internal sealed class LogFeeds(LiveLogHub hub, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BuildId, LogFeed> _feeds = [];

    /// <summary>Follows a log. The caller disposes of the result.</summary>
    /// <param name="build">The build.</param>
    /// <param name="index">The index of the log; a feed that does not exist yet begins at its end.</param>
    public LogSubscription Subscribe(BuildId build, LogIndex index)
    {
        lock (_lock)
        {
            if (_feeds.GetValueOrDefault(build)?.TryAdd() is { } subscription)
            {
                return subscription;
            }

            var feed = new LogFeed(hub, build, index, timeProvider);
            _feeds[build] = feed;
            var first = feed.TryAdd()!;
            _ = RunAsync(build, feed);
            return first;
        }
    }

    private async Task RunAsync(BuildId build, LogFeed feed)
    {
        // Not under the lock.
        await Task.Yield();
        try
        {
            await feed.RunAsync();
        }
        finally
        {
            lock (_lock)
            {
                if (_feeds.GetValueOrDefault(build) == feed)
                {
                    _feeds.Remove(build);
                }
            }
        }
    }
}
