using Imaginator.Building.Builds;

namespace Imaginator.Hosting.Progress;

/// <summary>Writes the log of a build to standard error. Thread-safe.</summary>
internal sealed class StreamedBuildObserver(StandardErrorText log) : IBuildObserver
{
    private readonly Lock _lock = new();

    public void StageStarted(string streamName, BuildStage stage)
    {
        // The log contains a line for each finished stage.
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
