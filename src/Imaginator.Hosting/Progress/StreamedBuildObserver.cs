using Imaginator.Building.Builds;

namespace Imaginator.Hosting.Progress;

/// <summary>Passes a build's log on. Thread-safe.</summary>
/// <param name="log">Gets the log.</param>
internal sealed class StreamedBuildObserver(StandardErrorText log) : IBuildObserver
{
    private readonly Lock _lock = new();

    public void StageStarted(string streamName, BuildStage stage)
    {
        // The log has a line for each stage when it is over.
    }

    public void StageFinished(string streamName, BuildStage stage, TimeSpan elapsed, string? detail)
    {
    }

    public void Output(string streamName, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            log.Write(output);
        }
    }
}
