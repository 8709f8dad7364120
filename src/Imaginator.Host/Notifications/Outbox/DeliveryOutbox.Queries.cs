using System.Collections.Immutable;
using Imaginator.Host.Databases;
using Imaginator.Notifications;
using Microsoft.Data.Sqlite;

namespace Imaginator.Host.Notifications.Outbox;

/// <content>Reading. Nothing is created: without a file, there are no deliveries.</content>
internal sealed partial class DeliveryOutbox
{
    private const string Columns =
        "id, message_id, receiver, event, stream, summary, page, occurred_at, state, attempts, next_at, changed_at, answer";

    private bool Exists => File.Exists(_path);

    /// <summary>Finds the delivery to a receiver whose next attempt is due first, now or earlier; null if none is due.</summary>
    public DueDelivery? FindDue(string receiver)
    {
        while (Exists)
        {
            if (ReadDue(receiver) is not { } row)
            {
                return null;
            }

            if (StoredEvent.Read(row.EventName, row.Body) is { } notification)
            {
                return new DueDelivery(
                    row.Id,
                    new NotificationMessage { Id = row.MessageId, Time = row.OccurredAt, Event = notification, Attempt = row.Attempts + 1 },
                    row.Page) { GiveUpAt = row.GiveUpAt };
            }

            var now = _timeProvider.GetUtcNow();
            Record(
                row.Id,
                new DeliveryAttempt(row.Attempts + 1, now, TimeSpan.Zero, IsSuccessful: false, "another version of the program wrote the message"),
                nextAttemptAt: null);
        }

        return null;
    }

    /// <summary>The time of the next attempt for a receiver; null if no message waits for it.</summary>
    public DateTimeOffset? FindNextAttempt(string receiver)
    {
        if (!Exists)
        {
            return null;
        }

        using var connection = _database.Open();
        return connection.Scalar(
            "SELECT min(next_at) FROM deliveries WHERE receiver = $receiver AND state = 0", ("$receiver", receiver)) is long ticks
            ? ToTime(ticks)
            : null;
    }

    /// <summary>The number of messages that wait, by receiver.</summary>
    public ImmutableDictionary<string, int> CountWaiting()
    {
        if (!Exists)
        {
            return ImmutableDictionary<string, int>.Empty;
        }

        using var connection = _database.Open();
        return ReadCounts(connection, "SELECT receiver, count(*) FROM deliveries WHERE state = 0 GROUP BY receiver")
            .ToImmutableDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether the expiration of an image at this time was announced.</summary>
    public bool IsAnnounced(string image, DateTimeOffset expiresAt)
    {
        if (!Exists)
        {
            return false;
        }

        using var connection = _database.Open();
        return connection.Scalar("SELECT expires_at FROM expiring WHERE image = $image", ("$image", image)) is long ticks
            && ticks == expiresAt.UtcTicks;
    }

    /// <summary>Finds a delivery, with its last attempts; null if it does not exist or was removed.</summary>
    public Delivery? Find(long id)
    {
        if (!Exists)
        {
            return null;
        }

        using var connection = _database.Open();
        using var command = connection.Command($"SELECT {Columns} FROM deliveries WHERE id = $id", ("$id", id));
        return Read(command).FirstOrDefault() is { } delivery ? delivery with { LastAttempts = ReadAttempts(connection, id) } : null;
    }

    /// <summary>Reads a page of deliveries, the newest first.</summary>
    public DeliveryPage Query(DeliveryQuery query)
    {
        if (!Exists)
        {
            return new DeliveryPage([], HasMore: false);
        }

        using var connection = _database.Open();
        using var command = connection.Command(
            $"""
            SELECT {Columns} FROM deliveries
            WHERE ($receiver IS NULL OR receiver = $receiver) AND ($state IS NULL OR state = $state) AND ($before IS NULL OR id < $before)
            ORDER BY id DESC LIMIT $count
            """,
            ("$receiver", query.Receiver), ("$state", (int?)query.State), ("$before", query.Before), ("$count", query.Count + 1));
        var deliveries = Read(command);
        return new DeliveryPage([.. deliveries.Take(query.Count)], deliveries.Count > query.Count);
    }

    private DueRow? ReadDue(string receiver)
    {
        using var connection = _database.Open();
        using var command = connection.Command(
            """
            SELECT id, message_id, event, body, page, occurred_at, attempts, give_up_at FROM deliveries
            WHERE receiver = $receiver AND state = 0 AND next_at <= $now ORDER BY next_at, id LIMIT 1
            """,
            ("$receiver", receiver), ("$now", _timeProvider.GetUtcNow().UtcTicks));
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new DueRow(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetString(4),
                ToTime(reader.GetInt64(5)),
                reader.GetInt32(6),
                ToTime(reader.GetInt64(7)))
            : null;
    }

    private static List<KeyValuePair<string, int>> ReadCounts(
        SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var counts = new List<KeyValuePair<string, int>>();
        while (reader.Read())
        {
            counts.Add(KeyValuePair.Create(reader.GetString(0), reader.GetInt32(1)));
        }

        return counts;
    }

    private static ImmutableArray<DeliveryAttempt> ReadAttempts(SqliteConnection connection, long id)
    {
        using var command = connection.Command(
            "SELECT number, started_at, elapsed, is_good, answer FROM attempts WHERE delivery_id = $id ORDER BY number", ("$id", id));
        using var reader = command.ExecuteReader();
        var attempts = ImmutableArray.CreateBuilder<DeliveryAttempt>();
        while (reader.Read())
        {
            attempts.Add(new DeliveryAttempt(
                reader.GetInt32(0),
                ToTime(reader.GetInt64(1)),
                TimeSpan.FromTicks(reader.GetInt64(2)),
                reader.GetBoolean(3),
                reader.GetString(4)));
        }

        return attempts.ToImmutable();
    }

    private static List<Delivery> Read(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var deliveries = new List<Delivery>();
        while (reader.Read())
        {
            deliveries.Add(new Delivery
            {
                Id = reader.GetInt64(0),
                MessageId = reader.GetString(1),
                Receiver = reader.GetString(2),
                EventName = reader.GetString(3),
                StreamName = reader.GetString(4),
                Summary = reader.GetString(5),
                Page = reader.GetString(6),
                OccurredAt = ToTime(reader.GetInt64(7)),
                State = (DeliveryState)reader.GetInt32(8),
                Attempts = reader.GetInt32(9),
                NextAttemptAt = reader.IsDBNull(10) ? null : ToTime(reader.GetInt64(10)),
                ChangedAt = reader.IsDBNull(11) ? null : ToTime(reader.GetInt64(11)),
                LastAnswer = reader.GetString(12),
            });
        }

        return deliveries;
    }

    private static DateTimeOffset ToTime(long ticks) => new(ticks, TimeSpan.Zero);

    private sealed record DueRow(
        long Id,
        string MessageId,
        string EventName,
        string Body,
        string Page,
        DateTimeOffset OccurredAt,
        int Attempts,
        DateTimeOffset GiveUpAt);
}
