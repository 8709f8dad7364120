using System.Text;
using Imaginator.Building.Threading;
using Imaginator.Host.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>
/// The messages that must be delivered, and the record of past deliveries. Survives restarts; limited in rows and bytes. The file is created
/// with the first message. Thread-safe.
/// </summary>
/// <remarks>
/// Members that read or change deliveries throw <see cref="SqliteException"/>, <see cref="IOException"/> or <see cref="ImaginatorException"/>
/// if the file cannot be used; <see cref="IsStorageFailure"/> recognizes them. <see cref="Add"/> never throws them: messages stay in memory
/// until they can be written.
/// </remarks>
internal sealed partial class DeliveryOutbox : IDisposable
{
    /// <summary>The bytes of a row besides its texts.</summary>
    private const int RowOverhead = 200;

    private readonly Lock _writing = new();
    private readonly Queue<NewDelivery> _unsaved = new();
    private readonly string _path;
    private readonly SqliteDatabase _database;
    private readonly OutboxLimits _limits;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public DeliveryOutbox(string path, OutboxLimits limits, TimeProvider timeProvider, ILogger<DeliveryOutbox> logger)
    {
        _path = path;
        _limits = limits;
        _timeProvider = timeProvider;
        _clock = ClockReading.Take(timeProvider);
        _logger = logger;
        _database = new SqliteDatabase(
            path, OutboxSchema.Schema, timeProvider, (reason, aside) => OutboxLog.DamagedFileMoved(logger, path, reason, aside));
    }

    /// <summary>Is raised when a message is due earlier than before.</summary>
    public ChangeSignal Changed { get; } = new();

    public OutboxLimits Limits => _limits;

    /// <summary>Recognizes failures of the storage, for example a full disk or a damaged file.</summary>
    public static bool IsStorageFailure(Exception exception) =>
        exception is SqliteException or IOException or UnauthorizedAccessException or ImaginatorException;

    /// <summary>Adds messages, in one transaction, whose first attempts are due now.</summary>
    public void Add(IReadOnlyList<NewDelivery> deliveries)
    {
        lock (_writing)
        {
            foreach (var delivery in deliveries)
            {
                _unsaved.Enqueue(delivery);
            }

            SaveUnsaved();
            while (_unsaved.Count > _limits.MaximumUnsaved)
            {
                var oldest = _unsaved.Dequeue();
                OutboxLog.Dropped(_logger, oldest.Event.Name, oldest.Receiver);
            }
        }

        Changed.Raise();
    }

    /// <summary>Tries again to write messages that could not be written. Returns whether none is left.</summary>
    public bool SaveUnsaved()
    {
        lock (_writing)
        {
            if (_unsaved.Count == 0)
            {
                return true;
            }

            try
            {
                Write(connection =>
                {
                    foreach (var delivery in _unsaved)
                    {
                        Insert(connection, delivery);
                    }

                    foreach (var receiver in _unsaved.Select(delivery => delivery.Receiver).Distinct(StringComparer.Ordinal))
                    {
                        LimitWaiting(connection, receiver);
                    }

                    Trim(connection);
                });
                _unsaved.Clear();
                return true;
            }
            catch (Exception e) when (IsStorageFailure(e))
            {
                OutboxLog.NotWritten(_logger, _unsaved.Count, e.Message);
                return false;
            }
        }
    }

    /// <summary>Records an attempt. The delivery ends if it was successful, or if no next attempt is given.</summary>
    public void Record(long id, DeliveryAttempt attempt, DateTimeOffset? nextAttemptAt) => Write(connection =>
    {
        var state = attempt.IsSuccessful ? DeliveryState.Delivered : nextAttemptAt is null ? DeliveryState.Failed : DeliveryState.Waiting;
        connection.Execute(
            "INSERT OR REPLACE INTO attempts VALUES ($id, $number, $started, $elapsed, $good, $answer)",
            ("$id", id),
            ("$number", attempt.Number),
            ("$started", attempt.StartedAt.UtcTicks),
            ("$elapsed", attempt.Elapsed.Ticks),
            ("$good", attempt.IsSuccessful ? 1 : 0),
            ("$answer", attempt.Answer));
        connection.Execute(
            "DELETE FROM attempts WHERE delivery_id = $id AND number <= $last",
            ("$id", id), ("$last", attempt.Number - _limits.MaximumAttempts));
        connection.Execute(
            """
            UPDATE deliveries SET
                state = $state, next_at = $next, attempts = $number, changed_at = $changed, answer = $answer, size = size + $size
            WHERE id = $id
            """,
            ("$id", id),
            ("$state", (int)state),
            ("$next", state == DeliveryState.Waiting ? nextAttemptAt?.UtcTicks : null),
            ("$number", attempt.Number),
            ("$changed", (attempt.StartedAt + attempt.Elapsed).UtcTicks),
            ("$answer", attempt.Answer),
            ("$size", RowOverhead + Encoding.UTF8.GetByteCount(attempt.Answer)));
    });

    /// <summary>Makes a delivery due now, with a new time for attempts. Returns false if it does not exist.</summary>
    public bool Replay(long id)
    {
        if (!Exists)
        {
            return false;
        }

        var count = 0;
        var now = _timeProvider.GetUtcNow();
        Write(connection => count = connection.Execute(
            "UPDATE deliveries SET state = $waiting, next_at = $now, give_up_at = $end WHERE id = $id",
            ("$id", id),
            ("$waiting", (int)DeliveryState.Waiting),
            ("$now", now.UtcTicks),
            ("$end", (now + _limits.AttemptsFor).UtcTicks)));
        Changed.Raise();
        return count == 1;
    }

    /// <summary>Removes a delivery that its receiver has no form for.</summary>
    public void Remove(long id) => Write(connection => connection.Execute("DELETE FROM deliveries WHERE id = $id", ("$id", id)));

    /// <summary>Ends the deliveries whose time for attempts has passed.</summary>
    /// <param name="reason">The reason for messages without an attempt.</param>
    public void GiveUpOld(string reason)
    {
        if (!Exists)
        {
            return;
        }

        var now = _timeProvider.GetUtcNow().UtcTicks;
        Write(connection =>
        {
            foreach (var (receiver, count) in ReadCounts(
                connection,
                "SELECT receiver, count(*) FROM deliveries WHERE state = 0 AND give_up_at <= $now GROUP BY receiver",
                ("$now", now)))
            {
                OutboxLog.GivenUp(_logger, count, receiver, reason);
            }

            connection.Execute(
                """
                UPDATE deliveries SET
                    state = $failed, next_at = NULL, changed_at = $now, answer = CASE answer WHEN '' THEN $reason ELSE answer END
                WHERE state = 0 AND give_up_at <= $now
                """,
                ("$failed", (int)DeliveryState.Failed), ("$now", now), ("$reason", reason));
        });
    }

    /// <summary>Remembers that the expiration of an image was announced, and forgets the images that have expired.</summary>
    public void SetAnnounced(string image, DateTimeOffset expiresAt) => Write(connection =>
    {
        connection.Execute("DELETE FROM expiring WHERE expires_at <= $now", ("$now", _timeProvider.GetUtcNow().UtcTicks));
        connection.Execute(
            "INSERT INTO expiring VALUES ($image, $expires) ON CONFLICT (image) DO UPDATE SET expires_at = excluded.expires_at",
            ("$image", image), ("$expires", expiresAt.UtcTicks));
    });

    public void Dispose() => _database.Dispose();

    private void Insert(SqliteConnection connection, NewDelivery delivery)
    {
        var now = _timeProvider.GetUtcNow();
        var body = StoredEvent.Write(delivery.Event);
        var summary = OneLine.Of(delivery.Event.Summary, _limits.MaximumAnswer);
        connection.Execute(
            """
            INSERT INTO deliveries (
                message_id, receiver, event, stream, summary, body, page, occurred_at, state, attempts, next_at, give_up_at, answer, size)
            VALUES ($message, $receiver, $event, $stream, $summary, $body, $page, $occurred, $waiting, 0, $now, $end, '', $size)
            """,
            ("$message", delivery.MessageId),
            ("$receiver", delivery.Receiver),
            ("$event", delivery.Event.Name),
            ("$stream", delivery.Event.StreamName),
            ("$summary", summary),
            ("$body", body),
            ("$page", delivery.Page),
            ("$occurred", delivery.OccurredAt.UtcTicks),
            ("$waiting", (int)DeliveryState.Waiting),
            ("$now", now.UtcTicks),
            ("$end", (now + _limits.AttemptsFor).UtcTicks),
            ("$size", RowOverhead + Encoding.UTF8.GetByteCount(body) + Encoding.UTF8.GetByteCount(summary)));
    }

    private void LimitWaiting(SqliteConnection connection, string receiver)
    {
        var reason = $"more than {_limits.MaximumWaiting} messages wait for the receiver";
        var count = connection.Execute(
            """
            UPDATE deliveries SET state = $failed, next_at = NULL, changed_at = $now, answer = $reason WHERE id IN
                (SELECT id FROM deliveries WHERE receiver = $receiver AND state = 0 ORDER BY id DESC LIMIT -1 OFFSET $maximum)
            """,
            ("$failed", (int)DeliveryState.Failed),
            ("$now", _timeProvider.GetUtcNow().UtcTicks),
            ("$reason", reason),
            ("$receiver", receiver),
            ("$maximum", _limits.MaximumWaiting));
        if (count > 0)
        {
            OutboxLog.GivenUp(_logger, count, receiver, reason);
        }
    }

    /// <summary>Removes the oldest deliveries above the limits: finished ones first.</summary>
    private void Trim(SqliteConnection connection)
    {
        // More than necessary: each row above a limit would otherwise cost a scan.
        var batch = Math.Max(1, _limits.MaximumDeliveries / 20);
        while (true)
        {
            var count = (long)connection.Scalar("SELECT count(*) FROM deliveries")!;
            var bytes = (long)connection.Scalar("SELECT coalesce(sum(size), 0) FROM deliveries")!;
            if (count <= _limits.MaximumDeliveries && bytes <= _limits.MaximumBytes)
            {
                return;
            }

            var number = Math.Max(0, count - _limits.MaximumDeliveries) + batch;
            if (RemoveOldest(connection, "state <> 0", number) > 0)
            {
                continue;
            }

            var removed = RemoveOldest(connection, "state = 0", number);
            if (removed == 0)
            {
                return;
            }

            OutboxLog.GivenUp(_logger, removed, "all receivers", "the record of notifications is full");
        }
    }

    private static int RemoveOldest(SqliteConnection connection, string condition, long number) => connection.Execute(
        $"DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE {condition} ORDER BY id LIMIT $number)", ("$number", number));

    private void Write(Action<SqliteConnection> work)
    {
        lock (_writing)
        {
            try
            {
                using var connection = _database.Open();
                using var transaction = connection.BeginTransaction(deferred: false);
                var clock = FollowClock(connection);
                work(connection);
                transaction.Commit();
                (_clock, _hasLimitedTimes) = (clock, true);
            }
            catch (SqliteException e) when (e.IsDamage())
            {
                // The next use creates an empty file.
                _database.Replace(e.Message);
                throw;
            }
        }
    }
}
