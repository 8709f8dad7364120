using System.Collections.Immutable;
using Imaginator.Postgres.Connecting;
using Imaginator.State.Sessions;

namespace Imaginator.Postgres.Access;

/// <summary>Ended sessions and the sealed keys of sessions in the database. Thread-safe.</summary>
internal sealed class PostgresSessions(PostgresCalls calls) : ISessionStore
{
    public ValueTask<bool> HasEndedAsync(string session, CancellationToken cancellationToken) => calls.FindAsync(
        "SELECT EXISTS (SELECT 1 FROM imaginator.ended_sessions WHERE session = $1)",
        [session],
        reader => reader.GetBoolean(0),
        cancellationToken);

    public async ValueTask EndAsync(string session, DateTimeOffset until, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            """
            WITH gone AS (DELETE FROM imaginator.ended_sessions WHERE expires_at < statement_timestamp() AND session <> $1)
            INSERT INTO imaginator.ended_sessions AS e VALUES ($1, $2)
            ON CONFLICT (session) DO UPDATE SET expires_at = greatest(e.expires_at, excluded.expires_at)
            """,
            [session, until],
            cancellationToken);

    public async ValueTask<ImmutableArray<SessionKey>> ReadKeysAsync(CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            "SELECT name, sealed FROM imaginator.session_keys ORDER BY name",
            [],
            reader => new SessionKey(reader.GetString(0), reader.Bytes(1)),
            cancellationToken),
    ];

    public async ValueTask SaveKeyAsync(SessionKey key, CancellationToken cancellationToken) => await calls.ExecuteAsync(
        "INSERT INTO imaginator.session_keys VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed",
        [key.Name, key.Content],
        cancellationToken);
}
