using System.Collections.Immutable;
using Imaginator.Postgres.Connecting;
using Imaginator.Postgres.Jobs;
using Imaginator.State.Fleet;
using Imaginator.State.Jobs;

namespace Imaginator.Postgres.Fleet;

/// <summary>Who takes part in a fleet, in the database. Thread-safe.</summary>
internal sealed class PostgresFleet(PostgresCalls calls, JobLimits limits) : IFleetRegistry
{
    private readonly string _limits = JobArguments.Of(LimitArguments.From(limits));

    public async ValueTask RegisterWorkerAsync(WorkerRegistration worker, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            """
            SELECT imaginator.register_worker(jsonb_build_object(
              'incarnation', $1::uuid, 'name', $2::text, 'labels', to_jsonb($3::text[]), 'slots', $4::int, 'version', $5::text,
              'protocol', $6::int, 'url', $7::text), $8::text::jsonb)
            """,
            [worker.Incarnation, worker.Name, worker.Labels.ToArray(), worker.Slots, worker.Version, worker.Protocol, worker.Url, _limits],
            cancellationToken);

    public async ValueTask<ImmutableArray<WorkerState>> ReadWorkersAsync(DateTimeOffset lostSince, CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            """
            SELECT w.incarnation, w.name, w.labels, w.slots, w.version, w.protocol, w.url, coalesce(s.cordoned, false),
              coalesce(s.drain, false), s.slots, w.running, w.draining, w.blocked, w.started_at, w.alive_until, w.dead_at
            FROM imaginator.workers w LEFT JOIN imaginator.worker_settings s ON s.name = w.name
            WHERE w.dead_at IS NULL OR w.dead_at >= $1 ORDER BY w.name, w.started_at
            """,
            [lostSince],
            reader => new WorkerState(
                new WorkerRegistration(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    [.. reader.GetFieldValue<string[]>(2)],
                    reader.GetInt32(3),
                    reader.GetString(4),
                    reader.GetInt32(5),
                    reader.Text(6)),
                new WorkerSettings(reader.GetBoolean(7), reader.GetBoolean(8), reader.NumberOrNull(9)),
                reader.GetInt32(10),
                reader.GetBoolean(11),
                reader.Text(12),
                reader.Time(13),
                reader.Time(14),
                reader.TimeOrNull(15)),
            cancellationToken),
    ];

    public async ValueTask SetWorkerAsync(string name, WorkerSettings settings, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            """
            INSERT INTO imaginator.worker_settings (name, cordoned, drain, slots) VALUES ($1, $2, $3, $4::int)
            ON CONFLICT (name) DO UPDATE SET cordoned = excluded.cordoned, drain = excluded.drain, slots = excluded.slots
            """,
            [name, settings.IsCordoned, settings.IsDraining, settings.Slots],
            cancellationToken);

    public async ValueTask SeeDaemonAsync(DaemonRegistration daemon, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync(
            """
            INSERT INTO imaginator.daemons VALUES ($1, $2, $3, $4, $5, statement_timestamp(), statement_timestamp())
            ON CONFLICT (id) DO UPDATE SET url = excluded.url, seen_at = excluded.seen_at
            """,
            [daemon.Id, daemon.Name, daemon.Url, daemon.Version, daemon.Protocol],
            cancellationToken);

    public async ValueTask<ImmutableArray<DaemonRegistration>> ReadDaemonsAsync(
        DateTimeOffset seenSince, CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            "SELECT id, name, url, version, protocol FROM imaginator.daemons WHERE seen_at >= $1 ORDER BY name, started_at",
            [seenSince],
            reader => new DaemonRegistration(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4)),
            cancellationToken),
    ];
}
