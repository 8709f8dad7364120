using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;

namespace Imaginator.Host.Workers;

/// <summary>
/// Passes on what a worker says of a build, and keeps the times of its stages. Its last one, publishing, is not passed on:
/// the image that it returns is published here. For one caller at a time.
/// </summary>
/// <param name="observer">Is told.</param>
internal sealed class WorkerBuildObserver(IBuildObserver observer) : IBuildObserver
{
    private readonly ImmutableArray<StageTime>.Builder _stages = ImmutableArray.CreateBuilder<StageTime>();

    /// <summary>What is known of the build, in numbers; what it brought to the image server is not.</summary>
    public BuildStatistics Statistics => new(_stages.ToImmutable(), NewObjects: 0, NewBytes: 0);

    public void OnEvent(BuildEvent buildEvent)
    {
        if (buildEvent is StageStarted { Stage: BuildStage.Publish } or StageFinished { Stage: BuildStage.Publish } or ImageNamed)
        {
            return;
        }

        if (buildEvent is StageFinished finished)
        {
            _stages.Add(new StageTime(finished.Stage, finished.Elapsed));
        }

        observer.OnEvent(buildEvent);
    }

    public void OnOutput(string streamName, ReadOnlySpan<byte> output) => observer.OnOutput(streamName, output);
}
