using Imaginator.Postgres.Connecting;
using Imaginator.State.Configurations;

namespace Imaginator.Postgres.Configurations;

/// <summary>Revisions and texts of the configuration in the database. Thread-safe.</summary>
internal sealed class PostgresConfigurations(PostgresCalls calls) : IConfigurationStore
{
    public async ValueTask KeepAsync(string source, KeptText text, CancellationToken cancellationToken) => await calls.ExecuteAsync(
        """
        INSERT INTO imaginator.kept_configurations AS k VALUES ($1, $2, $3)
        ON CONFLICT (source) DO UPDATE SET text = excluded.text, fetched_at = excluded.fetched_at WHERE k.fetched_at <= excluded.fetched_at
        """,
        [source, text.Text, text.FetchedAt],
        cancellationToken);

    public ValueTask<KeptText?> FindAsync(string source, CancellationToken cancellationToken) => calls.FindAsync(
        "SELECT text, fetched_at FROM imaginator.kept_configurations WHERE source = $1",
        [source],
        reader => new KeptText(reader.Bytes(0), reader.Time(1)),
        cancellationToken);

    public async ValueTask SaveRevisionAsync(
        ReadOnlyMemory<byte> digest, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => await calls.ExecuteAsync(
        """
        INSERT INTO imaginator.configurations VALUES ($1, $2, statement_timestamp(), statement_timestamp())
        ON CONFLICT (digest) DO UPDATE SET used_at = excluded.used_at
        """,
        [digest, content],
        cancellationToken);

    public ValueTask<byte[]?> FindRevisionAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken) => calls.FindAsync(
        "SELECT sealed FROM imaginator.configurations WHERE digest = $1", [digest], reader => reader.Bytes(0), cancellationToken);

    public ValueTask<int> TrimRevisionsAsync(DateTimeOffset unusedSince, CancellationToken cancellationToken) => calls.ExecuteAsync(
        """
        DELETE FROM imaginator.configurations c WHERE c.used_at < $1
          AND NOT EXISTS (SELECT 1 FROM imaginator.jobs j WHERE j.configuration = c.digest AND j.state <> 'finished')
        """,
        [unusedSince],
        cancellationToken);
}
