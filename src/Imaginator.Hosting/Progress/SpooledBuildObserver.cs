using Imaginator.Building.Builds;

namespace Imaginator.Hosting.Progress;

/// <summary>Puts a build's log aside, and passes everything else on. Thread-safe.</summary>
/// <param name="log">Gets the log.</param>
/// <param name="observer">Is told of stages; null if nobody is.</param>
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
