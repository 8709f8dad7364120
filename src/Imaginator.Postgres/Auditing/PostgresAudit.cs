using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Postgres.Connecting;
using Imaginator.State.Auditing;
using Npgsql;

namespace Imaginator.Postgres.Auditing;

/// <summary>The audit log in the database. Daemons send their entries in batches, so entries are ordered by their time. Thread-safe.</summary>
internal sealed class PostgresAudit(PostgresCalls calls) : IAuditStore
{
    public async ValueTask AddAsync(string daemon, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            """
            INSERT INTO imaginator.audit (entry, at, outcome, channel, caller, address, action, target, detail, daemon)
            SELECT e.*, $10::text FROM unnest(
              $1::uuid[], $2::timestamptz[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]) e
            ON CONFLICT (entry) DO NOTHING
            """,
            [
                entries.Select(entry => entry.Id).ToArray(),
                entries.Select(entry => entry.Time.ToUniversalTime()).ToArray(),
                entries.Select(entry => (short)entry.Outcome).ToArray(),
                entries.Select(entry => entry.Channel).ToArray(),
                entries.Select(entry => entry.Caller).ToArray(),
                entries.Select(entry => entry.Address).ToArray(),
                entries.Select(entry => entry.Action).ToArray(),
                entries.Select(entry => entry.Target).ToArray(),
                entries.Select(entry => entry.Detail).ToArray(),
                daemon,
            ],
            cancellationToken);

    public async ValueTask<ImmutableArray<AuditEntry>> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var selection = new AuditSelection(query);
        return [.. await calls.ReadAsync(selection.Sql, selection.Values, Read, cancellationToken)];
    }

    public ValueTask<int> TrimAsync(DateTimeOffset oldest, CancellationToken cancellationToken) =>
        calls.ExecuteAsync("DELETE FROM imaginator.audit WHERE at < $1", [oldest], cancellationToken);

    private static AuditEntry Read(NpgsqlDataReader reader)
    {
        var time = reader.Time(2);
        return new AuditEntry
        {
            Id = reader.GetGuid(1),
            Time = time,
            Outcome = (AuditOutcome)reader.GetInt16(3),
            Channel = reader.GetString(4),
            Caller = reader.GetString(5),
            Address = reader.GetString(6),
            Action = reader.GetString(7),
            Target = reader.GetString(8),
            Detail = reader.GetString(9),
            Position = string.Create(CultureInfo.InvariantCulture, $"{time.UtcTicks}-{reader.GetInt64(0)}"),
        };
    }
}
