using System.Collections.Immutable;
using Imaginator.Postgres.Connecting;
using Imaginator.State.Deliveries;

namespace Imaginator.Postgres.Deliveries;

/// <summary>Messages to receivers in the database. Thread-safe.</summary>
internal sealed class PostgresDeliveries(PostgresCalls calls) : IDeliveryStore
{
    public async ValueTask<ImmutableArray<BuildEnd>> ReadEndsAsync(int count, CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            "SELECT id, build, at FROM imaginator.build_ends ORDER BY id LIMIT $1",
            [count],
            reader => new BuildEnd(reader.GetInt64(0), reader.Id(1), reader.Time(2)),
            cancellationToken),
    ];

    // The end goes away with the messages: both or neither.
    public async ValueTask AddAsync(long? end, IReadOnlyList<NewDelivery> deliveries, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            """
            WITH announced AS (DELETE FROM imaginator.build_ends WHERE id = $10::bigint)
            INSERT INTO imaginator.deliveries (
              message_id, receiver, event, stream, summary, body, page, occurred_at, give_up_at, next_at, size)
            SELECT d.*, statement_timestamp(), length(d.body) + length(d.summary) FROM unnest(
              $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[])
              d(message_id, receiver, event, stream, summary, body, page, occurred_at, give_up_at)
            ON CONFLICT (message_id, receiver) DO NOTHING
            """,
            [
                deliveries.Select(delivery => delivery.MessageId).ToArray(),
                deliveries.Select(delivery => delivery.Receiver).ToArray(),
                deliveries.Select(delivery => delivery.EventName).ToArray(),
                deliveries.Select(delivery => delivery.StreamName).ToArray(),
                deliveries.Select(delivery => delivery.Summary).ToArray(),
                deliveries.Select(delivery => delivery.Body).ToArray(),
                deliveries.Select(delivery => delivery.Page).ToArray(),
                deliveries.Select(delivery => delivery.OccurredAt.ToUniversalTime()).ToArray(),
                deliveries.Select(delivery => delivery.GiveUpAt.ToUniversalTime()).ToArray(),
                end,
            ],
            cancellationToken);

    public ValueTask<ClaimedDelivery?> ClaimAsync(string receiver, TimeSpan claim, CancellationToken cancellationToken) => calls.FindAsync(
        """
        UPDATE imaginator.deliveries SET claimed_until = statement_timestamp() + $2::interval WHERE id = (
          SELECT d.id FROM imaginator.deliveries d
          WHERE d.receiver = $1 AND d.state = 0 AND d.next_at <= statement_timestamp()
            AND (d.claimed_until IS NULL OR d.claimed_until < statement_timestamp())
          ORDER BY d.next_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, attempts, message_id, receiver, event, stream, summary, body, page, occurred_at, give_up_at
        """,
        [receiver, claim],
        reader => new ClaimedDelivery(
            reader.GetInt64(0),
            reader.GetInt32(1),
            new NewDelivery(
                reader.GetString(2),
                reader.GetString(3),
                reader.GetString(4),
                reader.GetString(5),
                reader.GetString(6),
                reader.GetString(7),
                reader.GetString(8),
                reader.Time(9),
                reader.Time(10))),
        cancellationToken);

    // The number of the attempt recognizes a repeated call.
    public async ValueTask RecordAsync(
        long id, DeliveryAttempt attempt, DateTimeOffset? nextAt, CancellationToken cancellationToken) => await calls.ExecuteAsync(
        """
        WITH added AS (
          INSERT INTO imaginator.delivery_attempts VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (delivery, number) DO NOTHING RETURNING 1)
        UPDATE imaginator.deliveries SET attempts = $2, answer = $6, changed_at = statement_timestamp(), claimed_until = NULL,
          state = CASE WHEN $5 THEN 1 WHEN $7::timestamptz IS NULL THEN 2 ELSE 0 END,
          next_at = CASE WHEN $5 THEN NULL ELSE $7::timestamptz END, size = size + length($6)
        WHERE id = $1 AND EXISTS (SELECT 1 FROM added)
        """,
        [id, attempt.Number, attempt.StartedAt, attempt.Elapsed.Ticks, attempt.IsSuccessful, attempt.Answer, nextAt],
        cancellationToken);

    public ValueTask<int> GiveUpAsync(string reason, CancellationToken cancellationToken) => calls.ExecuteAsync(
        """
        UPDATE imaginator.deliveries SET state = 2, next_at = NULL, answer = $1, changed_at = statement_timestamp()
        WHERE state = 0 AND give_up_at < statement_timestamp()
        """,
        [reason],
        cancellationToken);

    public async ValueTask<bool> ReplayAsync(long id, TimeSpan attempts, CancellationToken cancellationToken) => await calls.ExecuteAsync(
        """
        UPDATE imaginator.deliveries SET state = 0, next_at = statement_timestamp(), claimed_until = NULL,
          give_up_at = statement_timestamp() + $2::interval
        WHERE id = $1 AND state <> 0
        """,
        [id, attempts],
        cancellationToken) == 1;

    public async ValueTask<bool> TryAnnounceExpirationAsync(
        string image, DateTimeOffset expiresAt, CancellationToken cancellationToken) => await calls.ExecuteAsync(
        """
        INSERT INTO imaginator.expiring AS e VALUES ($1, $2)
        ON CONFLICT (image) DO UPDATE SET expires_at = excluded.expires_at WHERE e.expires_at <> excluded.expires_at
        """,
        [image, expiresAt],
        cancellationToken) == 1;
}
