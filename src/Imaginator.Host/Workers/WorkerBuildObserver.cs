using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Hosting.Events;
using Imaginator.Protocol.Messages.Imaginator;

namespace Imaginator.Host.Workers;

/// <summary>
/// Passes on what a worker reports of one build, and keeps the durations of its stages. It drops invalid events, those of
/// other streams, and those of publishing: this daemon publishes the image that the worker returns. For one caller at a time.
/// </summary>
internal sealed class WorkerBuildObserver(string streamName, IBuildObserver observer)
{
    private readonly ImmutableArray<StageTime>.Builder _stages = ImmutableArray.CreateBuilder<StageTime>();
    private BuildStage? _stage;

    /// <summary>Statistics of the build, without objects: only the worker knows which of them are new.</summary>
    public BuildStatistics Statistics => new(_stages.ToImmutable(), NewObjects: 0, NewBytes: 0);

    public void OnOutput(ReadOnlySpan<byte> output) => observer.OnOutput(streamName, output);

    public void OnMessage(BuildEventMessage message)
    {
        if (BuildEventMapping.ToModel(message) is { } buildEvent && buildEvent.StreamName == streamName && Accepts(buildEvent))
        {
            observer.OnEvent(buildEvent);
        }
    }

    private bool Accepts(BuildEvent buildEvent)
    {
        switch (buildEvent)
        {
            case StageStarted started when started.Stage != BuildStage.Publish:
                _stage = started.Stage;
                return true;
            case StageFinished finished when finished.Stage == _stage:
                _stages.Add(new StageTime(finished.Stage, finished.Elapsed));
                _stage = null;
                return true;
            default:
                return buildEvent is ManifestFetched or SourceImageChosen;
        }
    }
}
