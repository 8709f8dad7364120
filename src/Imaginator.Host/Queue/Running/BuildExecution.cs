using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Scheduling;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Running;

/// <summary>Executes a build and turns its end into an outcome. Needs no lock.</summary>
internal static class BuildExecution
{
    /// <summary>Executes a build to its end. Every exception becomes an outcome.</summary>
    public static async Task<BuildOutcome> RunAsync(QueuedBuild build, IBuildRunner runner, IBuildRun run, ILogger logger)
    {
        try
        {
            return BuildOutcome.Succeeded(await runner.RunAsync(run, build.Cancellation.Token));
        }
        catch (OperationCanceledException) when (build.Cancellation.IsCancellationRequested)
        {
            return CancelledOutcome(build);
        }
        catch (SourceImageNeededException e)
        {
            return new BuildOutcome(BuildOutcomeKind.NeedsSourceImage, e.Message) { SourceImageNeeded = e };
        }
        catch (ImaginatorException e)
        {
            // A cancelled build is cancelled, even if it reports another error in the end.
            return build.CancelReason is null
                ? new BuildOutcome(BuildOutcomeKind.Failed, e.Message)
                : CancelledOutcome(build);
        }
        catch (Exception e)
        {
            // The one boundary around runners: a fault in a runner ends its build and nothing else.
            RunningLog.Faulted(logger, build.Id, build.StreamName, e);
            return new BuildOutcome(
                BuildOutcomeKind.Failed,
                $"{build.StreamName}: internal error: {e.GetType().Name}: {e.Clause()}; see the log of the daemon for details");
        }
    }

    /// <summary>The outcome of a cancelled build.</summary>
    public static BuildOutcome CancelledOutcome(QueuedBuild build) => new(
        build.IsInterrupted ? BuildOutcomeKind.Interrupted : BuildOutcomeKind.Cancelled,
        $"{build.StreamName}: {build.CancelReason}");
}
