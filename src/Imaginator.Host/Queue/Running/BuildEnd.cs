using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Scheduling;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Running;

/// <summary>What becomes of a build that is handed to a runner. Needs no lock.</summary>
internal static class BuildEnd
{
    /// <summary>Runs a build to its end, whatever that is.</summary>
    /// <param name="build">The build.</param>
    /// <param name="runner">Runs it.</param>
    /// <param name="run">What the runner is given.</param>
    /// <param name="logger">Gets the runner's faults.</param>
    /// <returns>How it ended; nothing is thrown.</returns>
    public static async Task<BuildOutcome> OfAsync(QueuedBuild build, IBuildRunner runner, IBuildRun run, ILogger logger)
    {
        try
        {
            return BuildOutcome.Succeeded(await runner.RunAsync(run, build.Cancellation.Token));
        }
        catch (OperationCanceledException) when (build.Cancellation.IsCancellationRequested)
        {
            return OfCancelled(build);
        }
        catch (SourceImageNeededException e)
        {
            return new BuildOutcome(BuildOutcomeKind.NeedsSourceImage, e.Message) { SourceImageNeeded = e };
        }
        catch (ImaginatorException e)
        {
            // Whatever a cancelled build says in the end, it was cancelled.
            return build.CancelReason is null ? new BuildOutcome(BuildOutcomeKind.Failed, e.Message) : OfCancelled(build);
        }
        catch (Exception e)
        {
            // The one boundary around runners: a fault in one ends its build and nothing else.
            QueueLog.Faulted(logger, build.Id, build.StreamName, e);
            return new BuildOutcome(
                BuildOutcomeKind.Failed,
                $"{build.StreamName}: internal error: {e.GetType().Name}: {e.Message} (the daemon's log has the details)");
        }
    }

    /// <summary>The end of a build that was cancelled.</summary>
    /// <param name="build">The build; it has the reason.</param>
    public static BuildOutcome OfCancelled(QueuedBuild build) => new(
        build.IsInterrupted ? BuildOutcomeKind.Interrupted : BuildOutcomeKind.Cancelled,
        $"{build.StreamName}: {build.CancelReason}");
}
