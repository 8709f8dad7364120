using System.Collections.Immutable;
using Imaginator.Hosting.Configuration;
using Imaginator.Postgres.Connecting;
using Imaginator.State.Tokens;
using Npgsql;

namespace Imaginator.Postgres.Access;

/// <summary>Bearer tokens in the database, without a cache: a revocation holds for every daemon. Thread-safe.</summary>
internal sealed class PostgresTokens(PostgresCalls calls, int maximum) : ITokenStore
{
    private const string Columns = "id, name, hash, role, streams, made_by, made_at, expires_at, last_used_at";

    public async ValueTask<AccessToken?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        var token = await calls.FindAsync(
            $"SELECT {Columns} FROM imaginator.tokens WHERE hash = $1 AND expires_at > statement_timestamp()", [hash], Read, cancellationToken);
        if (token is not null)
        {
            await calls.ExecuteAsync(
                """
                UPDATE imaginator.tokens SET last_used_at = statement_timestamp()
                WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < statement_timestamp() - interval '5 min')
                """,
                [token.Id],
                cancellationToken);
        }

        return token;
    }

    public async ValueTask<ImmutableArray<AccessToken>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            $"""SELECT {Columns} FROM imaginator.tokens WHERE expires_at > statement_timestamp() ORDER BY name COLLATE "C" """,
            [],
            Read,
            cancellationToken),
    ];

    public ValueTask<TokenAddition> AddAsync(AccessToken token, CancellationToken cancellationToken) => calls.RunAsync(
        async (connection, cancellation) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);

            // One addition at a time: the maximum and the name are those of all daemons.
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(16, 4)", [], cancellation);
            await connection.ExecuteAsync("DELETE FROM imaginator.tokens WHERE expires_at <= statement_timestamp()", [], cancellation);
            var existing = await connection.ReadAsync(
                """
                SELECT (SELECT count(*)::int FROM imaginator.tokens), (SELECT id FROM imaginator.tokens WHERE name = $1)
                """,
                [token.Name],
                reader => (Count: reader.GetInt32(0), Id: reader.Text(1)),
                cancellation);
            var (count, id) = existing[0];
            TokenAddition answer;
            if (id is not null)
            {
                // The same id: the answer of the first call was lost.
                answer = id == token.Id ? TokenAddition.Added : TokenAddition.NameExists;
            }
            else if (count >= maximum)
            {
                answer = TokenAddition.TooMany;
            }
            else
            {
                answer = await InsertAsync(connection, token, cancellation);
            }

            await transaction.CommitAsync(cancellation);
            return answer;
        },
        cancellationToken);

    public async ValueTask<bool> RevokeAsync(string id, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync("DELETE FROM imaginator.tokens WHERE id = $1", [id], cancellationToken) == 1;

    private static async Task<TokenAddition> InsertAsync(NpgsqlConnection connection, AccessToken token, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            $"INSERT INTO imaginator.tokens ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [
                token.Id, token.Name, token.Hash, (short)token.Role, token.Streams.ToArray(), token.MadeBy, token.MadeAt, token.ExpiresAt,
                token.LastUsedAt,
            ],
            cancellationToken);
        return TokenAddition.Added;
    }

    private static AccessToken Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Name = reader.GetString(1),
        Hash = reader.GetString(2),
        Role = (StreamRole)reader.GetInt16(3),
        Streams = [.. reader.GetFieldValue<string[]>(4)],
        MadeBy = reader.GetString(5),
        MadeAt = reader.Time(6),
        ExpiresAt = reader.Time(7),
        LastUsedAt = reader.TimeOrNull(8),
    };
}
