using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Scheduling;

namespace Imaginator.Host.Queue;

/// <content>Builds that need a source image: an order of its own, for which they leave their place.</content>
internal sealed partial class BuildQueue
{
    /// <summary>Has a source image built for a build that runs. See <see cref="IBuildRun.BuildSourceAsync"/>.</summary>
    internal async Task<BuildResult> BuildSourceAsync(
        QueuedBuild parent, BuildRequest request, CancellationToken cancellationToken)
    {
        BuildTicket ticket;
        lock (_lock)
        {
            RefuseCycle(parent, request);
            var order = new BuildOrder(request, BuildReason.SourceImage, parent.Order.Caller) { NeededBy = parent.Id };
            ticket = SubmitLocked(order, parent);
            parent.Source = _builds.Find(ticket.Id);
            _places.Leave(parent);
            StartWhatCan();
        }

        BuildOutcome outcome;
        try
        {
            using (ticket)
            {
                outcome = await ticket.Completion.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Change(() => parent.Source = null);
        }

        if (outcome.Result is not { } result)
        {
            throw new ImaginatorException($"the source image could not be built: {outcome.Error}");
        }

        await TakePlaceAgainAsync(parent, cancellationToken);
        return result;
    }

    private async Task TakePlaceAgainAsync(QueuedBuild build, CancellationToken cancellationToken)
    {
        TaskCompletionSource place;
        lock (_lock)
        {
            place = _places.Return(build);
            StartWhatCan();
        }

        using var givesUp = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        await place.Task;
    }

    private void RefuseCycle(QueuedBuild parent, BuildRequest request)
    {
        var cycle = _builds.FindCycle(parent, request);
        if (!cycle.IsEmpty)
        {
            throw new BuildRefusedException(
                BuildRefusal.Cycle,
                $"the source images form a cycle: {string.Join(" -> ", cycle)}. Change SourceImage in one of the manifests.");
        }
    }
}
