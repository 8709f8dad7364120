using Imaginator.Postgres.Connecting;
using Imaginator.State;
using Imaginator.State.Builds;
using Imaginator.State.Fleet;
using Imaginator.State.Schedule;
using Npgsql;

namespace Imaginator.Postgres.Schedule;

/// <summary>The schedule in the database. Thread-safe.</summary>
/// <remarks>
/// The function <c>leads</c> locks the row of the leader until the end of the statement: a new leader begins after it, or the statement
/// finds another term.
/// </remarks>
internal sealed class PostgresSchedule(PostgresCalls calls) : IScheduleStore
{
    public ValueTask<ScheduleState> ReadAsync(CancellationToken cancellationToken) => calls.RunAsync<ScheduleState>(ReadAsync, cancellationToken);

    public ValueTask SetNextAsync(Term term, DateTimeOffset? at, CancellationToken cancellationToken) => LeadAsync(
        "UPDATE imaginator.schedule SET next_at = $2::timestamptz WHERE imaginator.leads('site', $1)", [term.Value, at], cancellationToken);

    public async ValueTask<long?> BeginCycleAsync(Term term, IReadOnlyList<PlannedRebuild> plan, CancellationToken cancellationToken)
    {
        var streams = plan.Select(rebuild => rebuild.StreamName).ToArray();
        var waits = plan.Select(rebuild => rebuild.WaitsFor).ToArray();
        var direct = plan.Select(rebuild => rebuild.IsDirect).ToArray();
        var answers = await calls.ReadAsync(
            """
            WITH leader AS (SELECT imaginator.leads('site', $1) AS leads),
            cycle AS (
              INSERT INTO imaginator.rebuild_cycles (started_at, term) SELECT statement_timestamp(), $1 FROM leader WHERE leads
              ON CONFLICT ((true)) WHERE finished_at IS NULL DO NOTHING RETURNING id),
            plan AS (
              INSERT INTO imaginator.rebuilds (cycle, stream, number, waits_for, is_direct)
              SELECT c.id, p.stream, p.number, p.waits_for, p.is_direct FROM cycle c,
                unnest($2::text[], $3::text[], $4::boolean[]) WITH ORDINALITY p(stream, waits_for, is_direct, number))
            SELECT leads, (SELECT id FROM cycle) FROM leader
            """,
            [term.Value, streams, waits, direct],
            reader => (Leads: reader.GetBoolean(0), Cycle: reader.IsDBNull(1) ? (long?)null : reader.GetInt64(1)),
            cancellationToken);
        return answers[0].Leads ? answers[0].Cycle : throw NotLeader(term);
    }

    public ValueTask SetRebuildAsync(
        Term term, long cycle, StreamRebuild rebuild, BuildId? build, CancellationToken cancellationToken) => LeadAsync(
        """
        UPDATE imaginator.rebuilds SET state = $4, image = $5, error = $6, build = coalesce($7::bigint, build)
        WHERE cycle = $2 AND stream = $3 AND imaginator.leads('site', $1)
        """,
        [term.Value, cycle, rebuild.StreamName, (short)rebuild.State, rebuild.ImageName, rebuild.Error, build?.Value],
        cancellationToken);

    public ValueTask EndCycleAsync(Term term, long cycle, CancellationToken cancellationToken) => LeadAsync(
        """
        UPDATE imaginator.rebuild_cycles SET finished_at = coalesce(finished_at, statement_timestamp())
        WHERE id = $2 AND imaginator.leads('site', $1)
        """,
        [term.Value, cycle],
        cancellationToken);

    // An order that is repeated is one order: all are taken at a time.
    public async ValueTask OrderAsync(CancellationToken cancellationToken) => await calls.ExecuteAsync(
        "INSERT INTO imaginator.schedule_orders (requested_at) VALUES (statement_timestamp())", [], cancellationToken);

    public async ValueTask<bool> TakeOrdersAsync(Term term, CancellationToken cancellationToken) => await calls.ExecuteAsync(
        "DELETE FROM imaginator.schedule_orders WHERE imaginator.leads('site', $1)", [term.Value], cancellationToken) > 0;

    private async ValueTask LeadAsync(string sql, object?[] values, CancellationToken cancellationToken)
    {
        if (await calls.ExecuteAsync(sql, values, cancellationToken) == 0)
        {
            throw NotLeader(new Term((long)values[0]!));
        }
    }

    private static async Task<ScheduleState> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var next = await connection.ReadAsync(
            "SELECT next_at FROM imaginator.schedule", [], reader => reader.TimeOrNull(0), cancellationToken);
        var cycles = await connection.ReadAsync(
            "SELECT id, started_at, finished_at FROM imaginator.rebuild_cycles ORDER BY id DESC LIMIT 1",
            [],
            reader => new ScheduledCycle(reader.GetInt64(0), reader.Time(1), reader.TimeOrNull(2), []),
            cancellationToken);
        if (cycles is not [var cycle])
        {
            return new ScheduleState(next[0], null);
        }

        var rebuilds = await connection.ReadAsync(
            """
            SELECT stream, waits_for, is_direct, state, image, error, build FROM imaginator.rebuilds WHERE cycle = $1 ORDER BY number
            """,
            [cycle.Number],
            reader => new ScheduledRebuild(
                new PlannedRebuild(reader.GetString(0), reader.Text(1), reader.GetBoolean(2)),
                new StreamRebuild(
                    reader.GetString(0), (StreamRebuildState)reader.GetInt16(3), reader.GetString(4), reader.GetString(5)),
                reader.IdOrNull(6)),
            cancellationToken);
        return new ScheduleState(next[0], cycle with { Rebuilds = [.. rebuilds] });
    }

    private static StateException NotLeader(Term term) => new(
        StateFailure.NotLeader,
        $"this daemon does not lead the site any more: term {term.Value} has passed, or the cycle is gone",
        new InvalidOperationException("a former leader wrote"));
}
