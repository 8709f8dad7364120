using Imaginator.Host.Notifications.Announcing;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Workers;
using Imaginator.Notifications;

namespace Imaginator.Host.Notifications.Sources;

/// <summary>Announces each worker that is lost, once until it answers again.</summary>
/// <param name="workers">The workers; null if there are none.</param>
internal sealed class WorkerWatch(Announcer announcer, IWorkerAdministration? workers, TimeProvider timeProvider)
{
    /// <summary>The time between two looks at the workers; the same as between two checks of their health.</summary>
    public static readonly TimeSpan Interval = WorkerHealthChecks.Interval;

    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    /// <summary>Looks at the workers until the cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (workers is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, timeProvider);
        do
        {
            if (announcer.HasReceiver(NotificationEventNames.WorkerLost))
            {
                Look(workers);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private void Look(IWorkerAdministration administration)
    {
        var current = administration.Current;
        foreach (var worker in current)
        {
            if (worker.Health != WorkerHealth.Lost)
            {
                _lost.Remove(worker.Definition.Name);
            }
            else if (_lost.Add(worker.Definition.Name))
            {
                announcer.Announce(
                    [
                        new WorkerLost
                        {
                            Worker = worker.Definition.Name,
                            Address = worker.Definition.Address,
                            Reason = EventText.Of(worker.Fault ?? ""),
                        },
                    ],
                    PageAddress.Status);
            }
        }

        _lost.IntersectWith(current.Select(worker => worker.Definition.Name));
    }
}
