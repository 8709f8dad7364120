using Imaginator.Building.Builds;
using Imaginator.Building.Streams;
using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Running;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.SourceBuilds;

/// <summary>
/// Runs builds whose source images follow <see cref="SourceBuildPolicy"/>, and audits the inputs that other streams choose.
/// Thread-safe.
/// </summary>
/// <param name="inner">Runs the builds.</param>
/// <param name="streams">Finds the streams of source images.</param>
/// <param name="permissions">Decides who can build the streams of source images.</param>
/// <param name="audit">Gets a line for each source image with foreign inputs.</param>
internal sealed class SourceBuildRunner(IBuildRunner inner, IStreamCatalog streams, Permissions permissions, AuditLog audit)
    : IBuildRunner
{
    public Task<BuildResult> RunAsync(IBuildRun run, CancellationToken cancellationToken) =>
        inner.RunAsync(new SourceBuildRun(run, this), cancellationToken);

    private async Task<SourceBuildDecision> DecideAsync(
        IBuildRun run, BuildRequest source, CancellationToken cancellationToken)
    {
        var consumer = run.Request.BuildRequest;
        var caller = run.Request.Caller;
        var stream = await streams.FindAsync(source.StreamName, cancellationToken)
            ?? throw new BuildRefusedException(BuildRefusal.UnknownStream, DescribeUnknown(source.StreamName, caller));
        try
        {
            // The schedule has every permission, but vouches for no manifest.
            var requestorMayBuild = !caller.IsDaemon && permissions.RoleOf(caller, stream) >= StreamRole.Build;
            var decision = SourceBuildPolicy.Decide(consumer, source, stream, requestorMayBuild);
            if (!decision.Foreign.IsEmpty || !source.Variables.IsEmpty)
            {
                audit.Inputs(
                    CallOf(caller, consumer, source),
                    InputText.Describe(source),
                    decision.IsPrivate ? $"private as {decision.Request.OutputName}" : "public");
            }

            return decision;
        }
        catch (ImaginatorException e)
        {
            audit.Inputs(CallOf(caller, consumer, source), InputText.Describe(source), $"refused: {e.Message}");
            throw;
        }
    }

    private string DescribeUnknown(string name, Caller caller) =>
        streams.FindNearest(name) is { } nearest && permissions.MayView(caller, nearest)
            ? $"unknown stream: {name}; did you mean \"{nearest}\"?"
            : $"unknown stream: {name}";

    private static AuditedCall CallOf(Caller caller, BuildRequest consumer, BuildRequest source) =>
        new(caller, AuditActions.BuildSourceImage, $"{source.StreamName} for {consumer.OutputName}", "queue");

    private sealed class SourceBuildRun(IBuildRun run, SourceBuildRunner runner) : IBuildRun
    {
        public BuildId Id => run.Id;

        public QueuedRequest Request => run.Request;

        public Building.Events.IBuildObserver Observer => run.Observer;

        public async Task<BuildResult> BuildSourceAsync(BuildRequest request, CancellationToken cancellationToken)
        {
            var decision = await runner.DecideAsync(run, request, cancellationToken);
            return await run.BuildSourceAsync(decision.Request, cancellationToken);
        }

        public void SetWorker(string? worker) => run.SetWorker(worker);

        public void BeginCommit() => run.BeginCommit();
    }
}
