using Imaginator.Building.Events;

namespace Imaginator.Hosting.Progress;

/// <summary>Spools the log of a build and forwards everything else to an observer. Thread-safe.</summary>
internal sealed class SpooledBuildObserver(SpooledLog log, IBuildObserver observer) : IBuildObserver
{
    public void OnEvent(BuildEvent buildEvent) => observer.OnEvent(buildEvent);

    public void OnOutput(string streamName, ReadOnlySpan<byte> output)
    {
        log.Write(output);
        (observer as TerminalBuildObserver)?.ShowActivity(streamName, output);
    }
}
