using Imaginator.Building.Events;

namespace Imaginator.Hosting.Progress;

/// <summary>Puts a build's log aside, and passes everything else on. Thread-safe.</summary>
/// <param name="log">Gets the log.</param>
/// <param name="observer">Is told of stages; null if nobody is.</param>
internal sealed class SpooledBuildObserver(SpooledLog log, TerminalBuildObserver? observer) : IBuildObserver
{
    public void OnEvent(BuildEvent buildEvent) => observer?.OnEvent(buildEvent);

    public void OnOutput(string streamName, ReadOnlySpan<byte> output)
    {
        log.Write(output);
        observer?.ShowActivity(streamName, output);
    }
}
