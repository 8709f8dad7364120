using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Running;

namespace Imaginator.Host.Tests.Web;

/// <summary>A build that runs, prints what the test says, and ends when it says so.</summary>
internal sealed class StartedBuild : IDisposable
{
    private readonly TaskCompletionSource<IBuildRun> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IBuildSubscription _subscription;
    private IBuildRun? _run;

    private StartedBuild(WebSite site, string stream, string user)
    {
        site.Runner.Script(stream, (run, cancellationToken) =>
        {
            _started.SetResult(run);
            return _end.Task.WaitAsync(cancellationToken);
        });
        _subscription = site.Submit(stream, user);
    }

    public BuildId Id => _subscription.Id;

    public Task<BuildOutcome> Completion => _subscription.Completion;

    public static async Task<StartedBuild> StartAsync(WebSite site, string stream, string user = "alice")
    {
        var build = new StartedBuild(site, stream, user);
        build._run = await build._started.Task.WaitAsync(TestContext.Current.CancellationToken);
        return build;
    }

    public void Print(string text) => _run!.Observer.OnOutput(_run.Request.StreamName, Encoding.UTF8.GetBytes(text));

    public void Print(ReadOnlySpan<byte> bytes) => _run!.Observer.OnOutput(_run.Request.StreamName, bytes);

    public void Enter(BuildStage stage) => _run!.Observer.OnEvent(new StageStarted(_run.Request.StreamName, stage));

    public async Task FinishAsync()
    {
        _end.TrySetResult();
        await Completion.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _end.TrySetResult();
        _subscription.Dispose();
    }
}
