using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Tests.Queue;

namespace Imaginator.Host.Tests.Workers;

/// <summary>A build for a runner under test, which keeps what it is told.</summary>
internal sealed class RecordedRun(BuildRequest request) : IBuildRun, IBuildObserver
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _printed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BuildId Id { get; } = BuildId.Create(TimeProvider.System);

    public QueuedRequest Request { get; } = new(request, BuildReason.Request, new Caller { UserName = "ann" });

    public IBuildObserver Observer => this;

    /// <summary>Where it ran, in turn; null is here.</summary>
    public List<string?> Places { get; } = [];

    public List<BuildStage> Finished { get; } = [];

    public List<BuildEvent> Events { get; } = [];

    public List<BuildRequest> Sources { get; } = [];

    /// <summary>Builds source images.</summary>
    public Func<BuildRequest, Task<BuildResult>> Source { get; set; } =
        wanted => Task.FromResult(ScriptedRunner.DefaultResult(wanted.StreamName));

    /// <summary>Completes with the first output.</summary>
    public Task Printed => _printed.Task;

    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    public Task<BuildResult> BuildSourceAsync(BuildRequest wanted, CancellationToken cancellationToken)
    {
        Sources.Add(wanted);
        return Source(wanted);
    }

    /// <summary>Called when an image is about to be added.</summary>
    public Action Committing { get; set; } = () => { };

    public void SetWorker(string? worker) => Places.Add(worker);

    public void BeginCommit() => Committing();

    public void OnEvent(BuildEvent buildEvent)
    {
        Events.Add(buildEvent);
        if (buildEvent is StageFinished finished)
        {
            Finished.Add(finished.Stage);
        }
    }

    public void OnOutput(string streamName, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _output.Append(Encoding.UTF8.GetString(output));
        }

        _printed.TrySetResult();
    }
}
