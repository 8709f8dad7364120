using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Queue.Scheduling;

namespace Imaginator.Host.Queue;

/// <content>Source images: each is a separate request, and the build that needs it releases its slot.</content>
internal sealed partial class BuildQueue
{
    /// <summary>Builds a source image for a running build. See <see cref="IBuildRun.BuildSourceAsync"/>.</summary>
    internal async Task<BuildResult> BuildSourceAsync(
        QueuedBuild parent, BuildRequest request, CancellationToken cancellationToken)
    {
        BuildSubscription subscription;
        lock (_lock)
        {
            RefuseCycle(parent, request);
            var queued = new QueuedRequest(request, BuildReason.SourceImage, parent.Request.Caller) { NeededBy = parent.Id };
            subscription = SubmitLocked(queued, parent);
            parent.Source = _builds.Find(subscription.Id);
            _slots.Release(parent);
            StartReadyBuilds();
        }

        BuildOutcome outcome;
        try
        {
            using (subscription)
            {
                outcome = await subscription.Completion.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Change(() => parent.Source = null);
        }

        if (outcome.Result is not { } result)
        {
            throw new ImaginatorException($"building the source image failed: {outcome.Error}");
        }

        await ReacquireSlotAsync(parent, cancellationToken);
        return result;
    }

    private async Task ReacquireSlotAsync(QueuedBuild build, CancellationToken cancellationToken)
    {
        TaskCompletionSource slot;
        lock (_lock)
        {
            slot = _slots.Reacquire(build);
            StartReadyBuilds();
        }

        using var registration = cancellationToken.Register(() => slot.TrySetCanceled(cancellationToken));
        await slot.Task;
    }

    private void RefuseCycle(QueuedBuild parent, BuildRequest request)
    {
        var cycle = _builds.FindCycle(parent, request);
        if (!cycle.IsEmpty)
        {
            throw new BuildRefusedException(BuildRefusal.Cycle, SourceImageCycle.Describe(cycle));
        }
    }
}
