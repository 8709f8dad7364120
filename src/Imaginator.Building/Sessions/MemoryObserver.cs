using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Scanning;

namespace Imaginator.Building.Sessions;

/// <summary>
/// Returns memory to the system between the steps of a build that leave large trees behind, and passes all other events on.
/// </summary>
internal sealed class MemoryObserver(IBuildObserver observer) : IBuildObserver
{
    private int _inodes;

    public void OnEvent(BuildEvent buildEvent)
    {
        switch (buildEvent)
        {
            case TreeLoaded loaded:
                _inodes = Math.Max(_inodes, loaded.Inodes);
                LargeTreeMemory.Release(loaded.Inodes);
                return;
            case StageStarted { Stage: BuildStage.Publish }:
                // Publishing does not use the tree of the previous image.
                LargeTreeMemory.Release(_inodes);
                break;
        }

        observer.OnEvent(buildEvent);
    }

    public void OnOutput(string streamName, ReadOnlySpan<byte> output) => observer.OnOutput(streamName, output);
}
