using System.Collections.Immutable;
using Imaginator.Postgres.Connecting;
using Imaginator.State.Builds;
using Imaginator.State.Jobs;
using Imaginator.State.Jobs.Requests;
using Npgsql;

namespace Imaginator.Postgres.Jobs;

/// <summary>The queue of a fleet in the database. Thread-safe.</summary>
/// <remarks>
/// Statements whose work depends on what they find are functions, see Migrations/Functions: one call, one transaction. The clock is that
/// of the database.
/// </remarks>
internal sealed partial class PostgresJobs(PostgresCalls calls, JobLimits limits) : IJobStore
{
    // A function of the database found that the reservation of an idempotency key has ended.
    private const string KeyLost = "IM002";

    private readonly string _limits = JobArguments.Of(LimitArguments.From(limits));

    public ValueTask<EnqueuedJob> EnqueueAsync(NewJob job, CancellationToken cancellationToken) => calls.RunAsync(
        async (connection, token) =>
        {
            try
            {
                var rows = await connection.ReadAsync(
                    "SELECT o_job, o_joined, o_refusal, o_limit, o_ends FROM imaginator.enqueue($1::text::jsonb, $2, $3)",
                    [JobArguments.Of(job), job.Request, job.JoinKey],
                    reader => new EnqueuedJob(
                        JobNames.ToRefusal(reader.Text(2)),
                        reader.IdOrNull(0) ?? default,
                        !reader.IsDBNull(1) && reader.GetBoolean(1),
                        reader.IsDBNull(3) ? 0 : reader.GetInt64(3),
                        reader.TimeOrNull(4)),
                    token);
                return rows[0];
            }
            catch (PostgresException e) when (e.SqlState == KeyLost)
            {
                return new EnqueuedJob(JobRefusal.KeyLost, default, IsJoined: false, Limit: 0, PausedUntil: null);
            }
        },
        cancellationToken);

    public async ValueTask<JobCancellation> CancelAsync(BuildId id, string reason, CancellationToken cancellationToken) =>
        JobNames.ToCancellation((await calls.FindAsync(
            "SELECT imaginator.cancel($1, $2)", [id.Value, reason], reader => reader.GetString(0), cancellationToken))!);

    public async ValueTask LeaveAsync(BuildId id, Guid daemon, CancellationToken cancellationToken) =>
        await calls.ExecuteAsync("SELECT imaginator.leave($1, $2)", [id.Value, daemon], cancellationToken);

    public async ValueTask<ImmutableArray<ReapedJob>> ReapAsync(Guid daemon, CancellationToken cancellationToken) =>
    [
        .. await calls.ReadAsync(
            "SELECT o_job, o_fate, o_fence, o_name, o_worker FROM imaginator.reap($1, $2::text::jsonb)",
            [daemon, _limits],
            reader => new ReapedJob(
                reader.Id(0), JobNames.ToFate(reader.GetString(1)), reader.GetInt64(2), reader.Text(3), reader.Text(4)),
            cancellationToken),
    ];

    public ValueTask<int> TrimAsync(DateTimeOffset endedBefore, CancellationToken cancellationToken) => calls.ExecuteAsync(
        "DELETE FROM imaginator.jobs WHERE state = 'finished' AND finished_at < $1", [endedBefore], cancellationToken);

    public async ValueTask<DateTimeOffset?> PauseAsync(PauseKind kind, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (duration > TimeSpan.Zero)
        {
            return await calls.FindAsync(
                """
                INSERT INTO imaginator.pauses VALUES ($1, statement_timestamp() + $2)
                ON CONFLICT (kind) DO UPDATE SET ends = excluded.ends RETURNING ends
                """,
                [JobNames.Of(kind), duration],
                reader => (DateTimeOffset?)reader.Time(0),
                cancellationToken);
        }

        await calls.ExecuteAsync("DELETE FROM imaginator.pauses WHERE kind = $1", [JobNames.Of(kind)], cancellationToken);
        return null;
    }

    public async ValueTask<ImmutableDictionary<PauseKind, DateTimeOffset>> ReadPausesAsync(CancellationToken cancellationToken)
    {
        var pauses = await calls.ReadAsync(
            "SELECT kind, ends FROM imaginator.pauses WHERE ends > statement_timestamp()",
            [],
            reader => (Kind: JobNames.ToPauseKind(reader.GetString(0)), Ends: reader.Time(1)),
            cancellationToken);
        return pauses.ToImmutableDictionary(pause => pause.Kind, pause => pause.Ends);
    }
}
