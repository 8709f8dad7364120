using Imaginator.Building.Events;

namespace Imaginator.Hosting.Progress;

/// <summary>Writes the log of a build to standard error. Thread-safe.</summary>
internal sealed class StreamedBuildObserver(StandardErrorText log) : IBuildObserver
{
    private readonly Lock _lock = new();

    public void OnEvent(BuildEvent buildEvent)
    {
        // The log contains a line for each finished stage.
    }

    public void OnOutput(string streamName, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            log.Write(output);
        }
    }
}
