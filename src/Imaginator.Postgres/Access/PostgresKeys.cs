using Imaginator.Postgres.Connecting;
using Imaginator.State.Builds;
using Imaginator.State.Keys;
using Npgsql;

namespace Imaginator.Postgres.Access;

/// <summary>Idempotency keys in the database. Thread-safe.</summary>
internal sealed class PostgresKeys(PostgresCalls calls, KeyLimits limits) : IIdempotencyStore
{
    // $1 caller, $2 key, $3 salt, $4 digest, $5 reservation, $6 life of a reservation, $7 life of a key. No row: another order has the key.
    private const string Reserve =
        """
        INSERT INTO imaginator.idempotency_keys AS k (caller, key, build, salt, digest, created_at, reservation, reserved_until)
        VALUES ($1, $2, NULL, $3, $4, statement_timestamp(), $5, statement_timestamp() + $6::interval)
        ON CONFLICT (caller, key) DO UPDATE SET build = NULL, created_at = excluded.created_at, salt = excluded.salt,
          digest = excluded.digest, reservation = excluded.reservation, reserved_until = excluded.reserved_until
        WHERE k.created_at < statement_timestamp() - $7::interval OR (k.build IS NULL AND k.reserved_until < statement_timestamp())
          OR (k.build IS NULL AND k.reservation = excluded.reservation)
        """;

    // The key of the order does not count: it exists, or is the one to add.
    private const string Count =
        """
        SELECT (SELECT count(*)::int FROM imaginator.idempotency_keys WHERE caller = $1 AND key <> $2),
          (SELECT count(*)::int FROM imaginator.idempotency_keys WHERE (caller, key) <> ($1, $2))
        """;

    public ValueTask<KeyReservation> ReserveAsync(KeyOrder order, CancellationToken cancellationToken) =>
        calls.RunAsync((connection, token) => ReserveAsync(connection, order, token), cancellationToken);

    public async ValueTask<bool> CompleteAsync(
        string caller, string key, Guid reservation, BuildId build, CancellationToken cancellationToken) => await calls.ExecuteAsync(
        """
        UPDATE imaginator.idempotency_keys SET build = $4, reserved_until = NULL
        WHERE caller = $1 AND key = $2 AND reservation = $3
        """,
        [caller, key, reservation, build.Value],
        cancellationToken) == 1;

    public async ValueTask ReleaseAsync(string caller, string key, Guid reservation, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            "DELETE FROM imaginator.idempotency_keys WHERE caller = $1 AND key = $2 AND reservation = $3 AND build IS NULL",
            [caller, key, reservation],
            cancellationToken);

    public ValueTask<int> TrimAsync(CancellationToken cancellationToken) => calls.ExecuteAsync(
        """
        DELETE FROM imaginator.idempotency_keys
        WHERE created_at < statement_timestamp() - $1::interval OR (build IS NULL AND reserved_until < statement_timestamp())
        """,
        [limits.Life],
        cancellationToken);

    private async Task<KeyReservation> ReserveAsync(NpgsqlConnection connection, KeyOrder order, CancellationToken cancellationToken)
    {
        var counts = await connection.ReadAsync(
            Count, [order.Caller, order.Key], reader => (OfCaller: reader.GetInt32(0), Total: reader.GetInt32(1)), cancellationToken);
        if (counts[0].OfCaller >= limits.OfCaller || counts[0].Total >= limits.Total)
        {
            return new KeyReservation(KeyOutcome.TooMany, null, default, default);
        }

        var reserved = await connection.ExecuteAsync(
            Reserve,
            [order.Caller, order.Key, order.Salt, order.Digest, order.Reservation, limits.Reservation, limits.Life],
            cancellationToken);
        if (reserved == 1)
        {
            return new KeyReservation(KeyOutcome.Reserved, null, default, default);
        }

        var known = await connection.ReadAsync(
            "SELECT build, salt, digest FROM imaginator.idempotency_keys WHERE caller = $1 AND key = $2",
            [order.Caller, order.Key],
            reader => (Build: reader.IdOrNull(0), Salt: reader.Bytes(1), Digest: reader.Bytes(2)),
            cancellationToken);
        return known is [var key] && key.Build is not null
            ? new KeyReservation(KeyOutcome.Known, key.Build, key.Salt, key.Digest)
            : new KeyReservation(KeyOutcome.Busy, null, default, default);
    }
}
