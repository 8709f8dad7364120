using Imaginator.Building.Events;

namespace Imaginator.Hosting.Progress;

/// <summary>Passes a build's log on. Thread-safe.</summary>
/// <param name="log">Gets the log.</param>
internal sealed class StreamedBuildObserver(StandardErrorText log) : IBuildObserver
{
    private readonly Lock _lock = new();

    public void OnEvent(BuildEvent buildEvent)
    {
        // The log has a line for each finished stage.
    }

    public void OnOutput(string streamName, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            log.Write(output);
        }
    }
}
