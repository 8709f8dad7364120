using System.Threading.Channels;

namespace Imaginator.Host.Web.Logs.Following;

/// <summary>A follower of a log. The caller must dispose of it.</summary>
internal sealed class LogSubscription(LogFeed feed, int firstLine) : IDisposable
{
    // A follower that is slower loses its connection, and continues with the next one.
    private const int Capacity = 64;

    private readonly Channel<LogEvent> _events = Channel.CreateBounded<LogEvent>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>The number of the first line that the events have.</summary>
    public int FirstLine => firstLine;

    /// <summary>The events; complete at the end of the log, and for a follower that is too slow.</summary>
    public ChannelReader<LogEvent> Events => _events.Reader;

    public void Dispose() => feed.Remove(this);

    /// <summary>Adds an event. Returns false if the follower is too slow: it gets no more.</summary>
    internal bool TryAdd(LogEvent added)
    {
        if (_events.Writer.TryWrite(added))
        {
            return true;
        }

        Complete();
        return false;
    }

    internal void Complete() => _events.Writer.TryComplete();
}
