using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Space;

namespace Imaginator.Host.Queue.Running;

/// <summary>Executes builds in this process.</summary>
internal sealed class LocalBuildRunner(BuilderSupply supply) : IBuildRunner
{
    public Task<BuildResult> RunAsync(IBuildRun run, CancellationToken cancellationToken) =>
        supply.Builder.BuildAsync(
            run.Request.BuildRequest, run.Observer, run.BuildSourceAsync, run.BeginCommit, cancellationToken);
}
