using System.Collections.Immutable;
using Imaginator.Building.Builds;

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

    public void StageStarted(string streamName, BuildStage stage)
    {
        if (stage != BuildStage.Publish)
        {
            observer.StageStarted(streamName, stage);
        }
    }

    public void StageFinished(string streamName, BuildStage stage, TimeSpan elapsed, string? detail)
    {
        if (stage != BuildStage.Publish)
        {
            _stages.Add(new StageTime(stage, elapsed));
            observer.StageFinished(streamName, stage, elapsed, detail);
        }
    }

    public void Output(string streamName, ReadOnlySpan<byte> output) => observer.Output(streamName, output);
}
