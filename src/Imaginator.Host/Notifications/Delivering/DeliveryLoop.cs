using System.Collections.Concurrent;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Hosting.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Notifications.Delivering;

/// <summary>
/// Delivers the messages of the outbox. Each receiver has its own lane: a slow or dead one delays nothing else. A message is delivered at least
/// once, or given up after a day.
/// </summary>
/// <param name="settings">The active settings: the same objects until they change.</param>
internal sealed class DeliveryLoop(
    DeliveryOutbox outbox,
    Func<NotificationSettings> settings,
    ReceiverOpener opener,
    RetrySchedule schedule,
    TimeProvider timeProvider,
    ILogger<DeliveryLoop> logger)
{
    /// <summary>The time after which the record is tried again if it cannot be used.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    /// <summary>The maximum time between two looks at the outbox.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan GivingUpInterval = TimeSpan.FromMinutes(1);

    private const string NoAttempt =
        "no attempt was possible: the receiver is not configured, cannot be used, or did not accept other messages";

    private readonly ConcurrentDictionary<string, ReceiverLane> _lanes = new(StringComparer.Ordinal);
    private Deadline? _nextGivingUp;

    /// <summary>The state of a receiver; null if it is not known yet.</summary>
    public ReceiverState? FindState(string receiver) => _lanes.GetValueOrDefault(receiver)?.State;

    /// <summary>Delivers until the cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                // Before the look, so that no change is missed.
                var changed = outbox.Changed.Next;
                var wait = Look(cancellationToken);
                await changed.WaitAsync(wait, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await Task.WhenAll(_lanes.Values.Select(lane => lane.CloseAsync()));
        }
    }

    /// <summary>Starts everything that is due. Returns the time until the next look.</summary>
    private TimeSpan Look(CancellationToken cancellationToken)
    {
        try
        {
            outbox.FollowClock();
            var wait = outbox.SaveUnsaved() ? LongestWait : RetryInterval;
            if (_nextGivingUp is not { } next || next.Left(timeProvider) <= TimeSpan.Zero)
            {
                outbox.GiveUpOld(NoAttempt);
                _nextGivingUp = Deadline.After(GivingUpInterval, timeProvider);
            }

            var active = settings();
            foreach (var definition in active.Receivers)
            {
                var lane = _lanes.GetOrAdd(
                    definition.Name, name => new ReceiverLane(name, outbox, opener, schedule, timeProvider, logger));
                var start = FindStart(lane, definition);
                if (start <= TimeSpan.Zero)
                {
                    lane.Start(definition, page => LinkOf(active.BaseUrl, page), cancellationToken);
                }
                else if (start < wait)
                {
                    wait = start.Value;
                }
            }

            CloseRemoved(active);
            return wait;
        }
        catch (Exception e) when (DeliveryOutbox.IsStorageFailure(e))
        {
            DeliveringLog.RecordNotUsable(logger, e.Message);
            return RetryInterval;
        }
    }

    private static string? LinkOf(string? baseUrl, string page) => baseUrl is null || page.Length == 0 ? null : baseUrl + page;

    /// <summary>
    /// The time until the next run of a lane, zero or negative for now; null if there is nothing to do, or if it runs, because its end causes
    /// the next look.
    /// </summary>
    private TimeSpan? FindStart(ReceiverLane lane, ReceiverDefinition definition)
    {
        if (!lane.Running.IsCompleted)
        {
            return null;
        }

        var opening = lane.FindOpening(definition);
        if (opening <= TimeSpan.Zero)
        {
            return opening;
        }

        TimeSpan? due = lane.State.IsUsable && outbox.FindNextAttempt(lane.Name) is { } at ? at - timeProvider.GetUtcNow() : null;
        var attempt = due is { } wait && lane.PauseLeft > wait ? lane.PauseLeft : due;
        return attempt is null || opening < attempt ? opening : attempt;
    }

    // A run that goes on ends by itself, or by the limits of calls into plugins; nothing waits for it.
    private void CloseRemoved(NotificationSettings active)
    {
        var names = active.Receivers.Select(receiver => receiver.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, lane) in _lanes)
        {
            if (!names.Contains(name) && _lanes.TryRemove(name, out _))
            {
                _ = lane.CloseAsync();
            }
        }
    }
}
