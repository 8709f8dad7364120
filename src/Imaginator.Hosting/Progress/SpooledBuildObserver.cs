using Imaginator.Building.Builds;

namespace Imaginator.Hosting.Progress;

/// <summary>Spools the log of a build and forwards everything else to an observer, if there is one. Thread-safe.</summary>
internal sealed class SpooledBuildObserver(SpooledLog log, TerminalBuildObserver? observer) : IBuildObserver
{
    public void StageStarted(string streamName, BuildStage stage) => observer?.StageStarted(streamName, stage);

    public void StageFinished(string streamName, BuildStage stage, TimeSpan elapsed, string? detail) =>
        observer?.StageFinished(streamName, stage, elapsed, detail);

    public void Output(string streamName, ReadOnlySpan<byte> output)
    {
        log.Write(output);
        observer?.ShowActivity(streamName, output);
    }
}
