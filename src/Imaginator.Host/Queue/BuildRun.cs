using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Queue.Scheduling;

namespace Imaginator.Host.Queue;

/// <summary>One run of a build: passes calls of its runner to the queue.</summary>
internal sealed class BuildRun(BuildQueue queue, QueuedBuild build, BuildListeners listeners) : IBuildRun, IBuildObserver
{
    public BuildId Id => build.Id;

    public QueuedRequest Request => build.Request;

    public IBuildObserver Observer => this;

    public Task<BuildResult> BuildSourceAsync(BuildRequest request, CancellationToken cancellationToken) =>
        queue.BuildSourceAsync(build, request, cancellationToken);

    public void SetWorker(string? worker) => queue.Change(() => build.Worker = worker);

    public void BeginCommit() => queue.BeginCommit(build);

    public void OnEvent(BuildEvent buildEvent)
    {
        queue.Report(build, buildEvent);
        if (buildEvent is StageStarted started)
        {
            listeners.EnterStage(build.Id, started.Stage);
        }

        Append(build, buildEvent);
    }

    public void OnOutput(string streamName, ReadOnlySpan<byte> output)
    {
        listeners.Output(build.Id, output);
        Append(build, output);
    }

    /// <summary>Appends an event to a build and to all builds that wait for it as their source image.</summary>
    private static void Append(QueuedBuild build, BuildEvent buildEvent)
    {
        build.Events.Append(buildEvent);
        foreach (var parent in build.Parents)
        {
            Append(parent, buildEvent);
        }
    }

    /// <summary>Appends output to a build and to all builds that wait for it as their source image.</summary>
    private static void Append(QueuedBuild build, ReadOnlySpan<byte> output)
    {
        build.Output.Append(output);
        foreach (var parent in build.Parents)
        {
            Append(parent, output);
        }
    }
}
