using Imaginator.Building.Variables;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Hosting.Configuration;
using Imaginator.Notifications;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Notifications.Delivering;

/// <summary>
/// The deliveries to one receiver, one at a time, independent of all other receivers. <see cref="State"/> is thread-safe; a run must end
/// before another one starts.
/// </summary>
internal sealed class ReceiverLane(
    string name, DeliveryOutbox outbox, ReceiverOpener opener, RetrySchedule schedule, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>The pause after a failure that is not one of the receiver.</summary>
    private static readonly TimeSpan InternalPause = TimeSpan.FromSeconds(10);

    /// <summary>The time after which a receiver that cannot be used is opened again: a file with its secret can exist by then.</summary>
    private static readonly TimeSpan OpeningInterval = TimeSpan.FromMinutes(5);

    private (ReceiverDefinition Definition, SecretVariables Secrets)? _opened;
    private INotificationReceiver? _receiver;
    private SecretMasker _fileMasker = SecretMasker.None;
    private DateTimeOffset? _openAgainAt;

    // A success that could not be recorded: until it is, the outbox has the message as one that waits.
    private (DueDelivery Due, DeliveryAttempt Attempt)? _unrecorded;
    private volatile ReceiverState _state = new();

    public string Name => name;

    public ReceiverState State => _state;

    /// <summary>The last run; completed if none is running.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// The time at which the receiver must be opened: now, for the first time or after a change; later, if it cannot be used or has just
    /// failed; null otherwise.
    /// </summary>
    public DateTimeOffset? FindOpening(ReceiverDefinition definition, DateTimeOffset now) =>
        IsOpened(definition, opener.Secrets) ? _openAgainAt : now;

    /// <summary>Starts a run: opens the receiver if necessary, and delivers all due messages, or until the first failure.</summary>
    /// <param name="linkOf">Makes the address of a page from its path; null without an address of the daemon.</param>
    public void Start(ReceiverDefinition definition, Func<string, string?> linkOf, CancellationToken cancellationToken)
    {
        Running = Task.Run(() => RunAsync(definition, linkOf, cancellationToken), CancellationToken.None);

        // Not at the end of the run: the loop starts the next run when this one has ended.
        _ = Running.ContinueWith(
            _ => outbox.Changed.Raise(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Closes the receiver when the run has ended.</summary>
    public async Task CloseAsync()
    {
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseReceiverAsync();
    }

    private bool IsOpened(ReceiverDefinition definition, SecretVariables secrets) =>
        _opened is { } opened && ReferenceEquals(opened.Definition, definition) && ReferenceEquals(opened.Secrets, secrets);

    private async Task RunAsync(ReceiverDefinition definition, Func<string, string?> linkOf, CancellationToken cancellationToken)
    {
        try
        {
            RecordSuccess();
            var now = timeProvider.GetUtcNow();
            if (FindOpening(definition, now) <= now)
            {
                await OpenAsync(definition, cancellationToken);
            }

            while (_receiver is { } receiver && _state.IsUsable && outbox.FindDue(name) is { } due
                && await TryDeliverAsync(receiver, due, linkOf, cancellationToken))
            {
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops. The message is delivered after the next start.
        }
        catch (Exception e) when (DeliveryOutbox.IsStorageFailure(e))
        {
            DeliveringLog.RecordNotUsable(logger, e.Message);
            Pause(InternalPause);
        }
        catch (Exception e)
        {
            DeliveringLog.Unexpected(logger, name, e);
            Pause(InternalPause);
            if (_receiver is null)
            {
                _state = _state with { Fault = e.Message };
                _openAgainAt = timeProvider.GetUtcNow() + OpeningInterval;
            }
        }
    }

    private async Task OpenAsync(ReceiverDefinition definition, CancellationToken cancellationToken)
    {
        var before = _state;
        var secrets = opener.Secrets;
        var isSame = IsOpened(definition, secrets);
        await CloseReceiverAsync();
        (_opened, _openAgainAt, _fileMasker) = ((definition, secrets), null, SecretMasker.None);
        _state = isSame
            ? before with { Fault = null }
            : new ReceiverState { LastSuccessAt = before.LastSuccessAt, LastError = before.LastError };
        if (definition.Fault is { } fault)
        {
            _state = _state with { Fault = fault };
        }
        else
        {
            var opened = await opener.OpenAsync(definition, secrets, cancellationToken);
            (_receiver, _fileMasker) = (opened.Receiver, opened.FileMasker);
            _state = _state with
            {
                Destination = OneLine.Of(opened.Receiver?.Destination ?? "", outbox.Limits.MaximumAnswer),
                Fault = opened.Receiver is null ? string.Join("; ", opened.Faults.Concat(opened.MissingSecrets)) : null,
            };
            _openAgainAt = opened.Receiver is null ? timeProvider.GetUtcNow() + OpeningInterval : null;
        }

        if (_state.Fault is { } unusable && unusable != before.Fault)
        {
            DeliveringLog.Unusable(logger, name, unusable);
        }
    }

    private async Task CloseReceiverAsync()
    {
        var receiver = _receiver;
        _receiver = null;
        try
        {
            await (receiver?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception e)
        {
            // The next receiver does not depend on it.
            DeliveringLog.Unexpected(logger, name, e);
        }
    }

    /// <summary>Makes one attempt. Returns false if it failed, so that no other message follows at once.</summary>
    private async Task<bool> TryDeliverAsync(
        INotificationReceiver receiver, DueDelivery due, Func<string, string?> linkOf, CancellationToken cancellationToken)
    {
        var startedAt = timeProvider.GetUtcNow();
        var start = timeProvider.GetTimestamp();
        NotificationReceipt? receipt = null;
        Exception? failure = null;
        try
        {
            if (receiver.Accepts(due.Message.Event))
            {
                receipt = await receiver.SendAsync(due.Message with { Link = linkOf(due.Page) }, cancellationToken);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Any type, from a plugin of the product.
            failure = e;
        }

        if (failure is not null)
        {
            Fail(due, AttemptOf(due, startedAt, start, isSuccessful: false, failure.Message), failure as NotificationException);
        }
        else if (receipt is not null)
        {
            Succeed(due, AttemptOf(due, startedAt, start, isSuccessful: true, receipt.Answer));
        }
        else
        {
            outbox.Remove(due.Id);
        }

        return failure is null;
    }

    private DeliveryAttempt AttemptOf(DueDelivery due, DateTimeOffset startedAt, long start, bool isSuccessful, string answer)
    {
        // Masked before it is cut: a part of a secret is not recognized. Longer texts are cut twice, for time and memory.
        var maximum = outbox.Limits.MaximumAnswer;
        var text = opener.Mask(_fileMasker.Mask(answer.Length > 20 * maximum ? answer[..(20 * maximum)] : answer));
        return new DeliveryAttempt(
            due.Message.Attempt, startedAt, timeProvider.GetElapsedTime(start), isSuccessful, OneLine.Of(text, maximum));
    }

    private void Succeed(DueDelivery due, DeliveryAttempt attempt)
    {
        if (_state.Failures > 0)
        {
            DeliveringLog.Recovered(logger, name);
        }

        _state = _state with { Failures = 0, PausedUntil = null, LastError = null, LastSuccessAt = attempt.StartedAt + attempt.Elapsed };
        DeliveringLog.Delivered(logger, due.Message.Id, name, attempt.Answer);
        _unrecorded = (due, attempt);
        RecordSuccess();
    }

    /// <summary>Records the last success if it is not yet recorded. Until then, a full disk would cause repeated messages.</summary>
    private void RecordSuccess()
    {
        if (_unrecorded is not { } success)
        {
            return;
        }

        // It can have been removed in the meantime.
        if (outbox.Find(success.Due.Id)?.MessageId == success.Due.Message.Id)
        {
            outbox.Record(success.Due.Id, success.Attempt, nextAttemptAt: null);
        }

        _unrecorded = null;
    }

    private void Fail(DueDelivery due, DeliveryAttempt attempt, NotificationException? failure)
    {
        var now = timeProvider.GetUtcNow();
        var failures = _state.Failures + 1;
        var isGone = failure?.Reason == NotificationError.Gone;
        _state = _state with
        {
            Failures = failures,
            LastError = attempt.Answer,
            IsGone = isGone,
            PausedUntil = now + schedule.PauseAfter(failures, failure?.RetryAfter),
        };

        // With the next attempt: a secret in a file can have changed.
        _openAgainAt = isGone || _fileMasker == SecretMasker.None ? null : _state.PausedUntil;
        if (isGone)
        {
            DeliveringLog.Gone(logger, name, attempt.Answer);
        }
        else if (failures == 1)
        {
            DeliveringLog.Failing(logger, name, _state.Destination, attempt.Answer);
        }

        DeliveringLog.AttemptFailed(logger, attempt.Number, due.Message.Id, name, attempt.Answer);
        DateTimeOffset? next = now + schedule.DelayAfter(attempt.Number, failure?.RetryAfter);
        if (next >= due.GiveUpAt)
        {
            next = null;
            DeliveringLog.GivenUp(logger, due.Message.Event.Name, name, attempt.Number, attempt.Answer);
        }

        outbox.Record(due.Id, attempt, next);
    }

    private void Pause(TimeSpan pause) => _state = _state with { PausedUntil = timeProvider.GetUtcNow() + pause };
}
