using System.Buffers;
using Imaginator.Host.Builds;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Web.Logs.Following;

/// <summary>
/// Turns what is added to the log of one build into events, once for all followers. Runs as long as there are followers. Thread-safe.
/// </summary>
internal sealed class LogFeed : ILogLines
{
    // Each event wakes all followers: many followers get fewer and larger ones. A line still arrives within 200 ms.
    private const int FewFollowers = 20;
    private static readonly TimeSpan PauseOfFollower = TimeSpan.FromMicroseconds(120);
    private static readonly TimeSpan MaximumPause = TimeSpan.FromMilliseconds(120);

    // A build that prints without a pause must not fill the memory. The channels of followers limit the number of events.
    private const int MaximumBuffer = 1 << 20;

    private readonly Lock _lock = new();
    private readonly List<LogSubscription> _followers = [];
    private readonly LiveLogHub _hub;
    private readonly BuildId _build;
    private readonly LogPosition _start;
    private readonly StageAnchors _anchors = new();
    private readonly TimeProvider _timeProvider;
    private readonly TimeZoneInfo _zone;
    private ArrayBufferWriter<byte> _buffer = new();
    private LogEventWriter _events;
    private LineWriter _lines;
    private int _nextLine;
    private int _nextLineOfBuffer;
    private bool _isComplete;

    /// <summary>Begins at the end of an index.</summary>
    public LogFeed(LiveLogHub hub, BuildId build, LogIndex index, TimeProvider timeProvider)
    {
        (_hub, _build, _start, _timeProvider, _zone) = (hub, build, index.End, timeProvider, timeProvider.LocalTimeZone);
        (_nextLine, _nextLineOfBuffer) = (index.End.Line, index.End.Line);
        foreach (var section in index.Sections.Where(section => section.Stage.Length > 0))
        {
            _anchors.Next(section.Stage);
        }

        _events = new LogEventWriter(_buffer, _zone);
        _lines = new LineWriter(_buffer, _zone) { Style = index.End.Style };
    }

    // Set when the last follower has left: the feed accepts no more.
    private bool IsOver => Abandoned.IsCancellationRequested;

    private CancellationTokenSource Abandoned { get; } = new();

    /// <summary>Adds a follower; null if the feed has ended.</summary>
    public LogSubscription? TryAdd()
    {
        lock (_lock)
        {
            if (IsOver)
            {
                return null;
            }

            var follower = new LogSubscription(this, _nextLine);
            _followers.Add(follower);
            if (_isComplete)
            {
                follower.TryAdd(new LogEvent(_nextLine, LogEventWriter.End));
                follower.Complete();
            }

            return follower;
        }
    }

    /// <summary>Removes a follower; the feed ends with the last one.</summary>
    public void Remove(LogSubscription follower)
    {
        lock (_lock)
        {
            _followers.Remove(follower);
            if (_followers.Count == 0)
            {
                // On another thread: continuations must not run under the lock.
                _ = Abandoned.CancelAsync();
            }
        }
    }

    /// <summary>Reads the log until it ends, or the last follower leaves.</summary>
    public async Task RunAsync()
    {
        var scanner = new LogScanner(this, _start);
        try
        {
            await using var chunks = _hub.FollowAsync(_build, _start.Offset, Abandoned.Token).GetAsyncEnumerator();
            while (true)
            {
                var next = chunks.MoveNextAsync().AsTask();
                if (!next.IsCompleted)
                {
                    // The buffer has the whole log.
                    Publish(isEnd: false);
                    await PauseAsync();
                }

                if (!await next)
                {
                    break;
                }

                scanner.Add(chunks.Current);
            }

            scanner.Complete();
            Publish(isEnd: true);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Without followers, or without the log: followers connect again, and get an explanation.
            Publish(isEnd: true);
        }
    }

    public bool Add(in BuildLogLine line)
    {
        if (_buffer.WrittenCount > MaximumBuffer)
        {
            Publish(isEnd: false);
        }

        foreach (var stage in line.Stages)
        {
            _events.EndLines(line.Number);
            _events.WriteStage(stage, _anchors.Next(stage), line.At);
        }

        _events.BeginLine();
        _lines.Write(line);
        _events.EndLine();
        _nextLineOfBuffer = line.Number + 1;
        return true;
    }

    private async Task PauseAsync()
    {
        int followers;
        lock (_lock)
        {
            followers = _followers.Count;
        }

        if (followers > FewFollowers)
        {
            var pause = followers * PauseOfFollower;
            await Task.Delay(pause < MaximumPause ? pause : MaximumPause, _timeProvider, Abandoned.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Publish(bool isEnd)
    {
        _events.EndLines(_nextLineOfBuffer);
        if (isEnd)
        {
            _events.WriteEnd();
        }

        if (_buffer.WrittenCount == 0)
        {
            return;
        }

        lock (_lock)
        {
            var added = new LogEvent(_nextLine, _buffer.WrittenMemory);
            _followers.RemoveAll(follower => !follower.TryAdd(added));
            _nextLine = Math.Max(_nextLine, _nextLineOfBuffer);
            if (isEnd)
            {
                _isComplete = true;
                _followers.ForEach(follower => follower.Complete());
            }
        }

        // Followers keep the bytes of the buffer.
        var style = _lines.Style;
        _buffer = new ArrayBufferWriter<byte>();
        _events = new LogEventWriter(_buffer, _zone);
        _lines = new LineWriter(_buffer, _zone) { Style = style };
    }
}
