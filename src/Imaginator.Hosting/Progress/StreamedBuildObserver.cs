using Imaginator.Building.Events;

namespace Imaginator.Hosting.Progress;

/// <summary>Writes the log of a build, and its way through a queue, to standard error. Thread-safe.</summary>
internal sealed class StreamedBuildObserver(ConsoleText log, Func<string, string>? addressOf) : IBuildObserver
{
    private readonly Lock _lock = new();
    private readonly QueueLines _queue = new(addressOf);

    public void OnEvent(BuildEvent buildEvent)
    {
        // The log contains a line for each finished stage.
        if (buildEvent is not BuildQueued queued)
        {
            return;
        }

        lock (_lock)
        {
            if (_queue.Next(queued) is { } line)
            {
                log.WriteLine(line);
            }
        }
    }

    public void OnOutput(string streamName, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            log.Write(output);
        }
    }

    /// <summary>Ends the log of a failed build.</summary>
    public void Fail(string failure)
    {
        lock (_lock)
        {
            log.Fail(failure);
        }
    }
}
