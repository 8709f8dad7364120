using System.Collections.Concurrent;
using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Tests.Queue;

/// <summary>Writes down what listeners are told.</summary>
internal sealed class RecordingListener : IBuildListener
{
    public ConcurrentQueue<string> Events { get; } = new();

    public void Queued(BuildSnapshot build) => Events.Enqueue($"queued {build.StreamName}");

    public void Joined(BuildSnapshot build, QueuedRequest request) => Events.Enqueue($"joined {build.StreamName}");

    public void Started(BuildSnapshot build) => Events.Enqueue($"started {build.StreamName}");

    public void StageStarted(BuildSnapshot build, BuildStage stage) => Events.Enqueue($"{build.StreamName} in {stage}");

    public void StageFinished(BuildSnapshot build, BuildStage stage, TimeSpan elapsed, string? detail) =>
        Events.Enqueue($"{build.StreamName} did {stage}: {detail}");

    public void Output(BuildId id, ReadOnlySpan<byte> output) => Events.Enqueue($"output {Encoding.UTF8.GetString(output)}");

    public void Finished(BuildSnapshot build, BuildOutcome outcome) =>
        Events.Enqueue($"finished {build.StreamName} {outcome.Kind}");

    public void Interrupted(BuildId id, QueuedRequest request, BuildId? retriedAs) =>
        Events.Enqueue($"interrupted {request.StreamName}{(retriedAs is null ? "" : ", retried")}");
}
