using Imaginator.Building;
using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Running;

/// <summary>Executes builds in this process.</summary>
internal sealed class LocalBuildRunner(ImageBuilder builder) : IBuildRunner
{
    public Task<BuildResult> RunAsync(IBuildRun run, CancellationToken cancellationToken) =>
        builder.BuildAsync(run.Request.BuildRequest, run.Observer, run.BuildSourceAsync, cancellationToken);
}
