using System.Collections.Concurrent;
using System.Text;
using Imaginator.Building.Events;
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

    public void OnEvent(BuildSnapshot build, BuildEvent buildEvent) => Events.Enqueue(buildEvent switch
    {
        StageStarted started => $"{build.StreamName} in {started.Stage}",
        StageFinished finished => $"{build.StreamName} did {finished.Stage}: {finished.Detail}",
        _ => buildEvent.ToString(),
    });

    public void Output(BuildId id, ReadOnlySpan<byte> output) => Events.Enqueue($"output {Encoding.UTF8.GetString(output)}");

    public void Finished(BuildSnapshot build, BuildOutcome outcome) =>
        Events.Enqueue($"finished {build.StreamName} {outcome.Kind}");

    public void Interrupted(BuildId id, QueuedRequest request, BuildId? retriedAs) =>
        Events.Enqueue($"interrupted {request.StreamName}{(retriedAs is null ? "" : ", retried")}");
}
