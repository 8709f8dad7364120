using Imaginator.Postgres.Connecting;
using Imaginator.State.Jobs.Holding;
using Imaginator.State.Jobs.Requests;
using Npgsql;

namespace Imaginator.Postgres.Jobs;

/// <content>The calls of workers.</content>
internal sealed partial class PostgresJobs
{
    /// <summary>The number of times that a taker tries again after it met another one in a stream.</summary>
    private const int MaximumMeetings = 3;

    // The answer of a call that took a job can be lost: the next heartbeat lists the job, and the worker releases it.
    public async ValueTask<TakenJob?> TakeAsync(Guid incarnation, CancellationToken cancellationToken)
    {
        for (var meetings = 0; meetings < MaximumMeetings; meetings++)
        {
            var (isDone, job) = await calls.RunAsync((connection, token) => TryTakeAsync(connection, incarnation, token), cancellationToken);
            if (isDone)
            {
                return job;
            }
        }

        return null;
    }

    public async ValueTask<PulseAnswer?> HeartbeatAsync(Guid incarnation, WorkerPulse pulse, CancellationToken cancellationToken)
    {
        var rows = await calls.ReadAsync(
            JobSql.Heartbeat,
            [incarnation, limits.Lease, pulse.Running, pulse.IsDraining, pulse.Blocked],
            reader => (
                Answer: new PulseAnswer(reader.GetBoolean(0), reader.GetBoolean(1), reader.NumberOrNull(2), reader.GetInt32(3), []),
                Job: reader.IsDBNull(4)
                    ? null
                    : new HeldJob(new JobHold(reader.Id(4), reader.GetInt64(5), incarnation), reader.Text(6), reader.GetBoolean(7))),
            cancellationToken);
        return rows.Count == 0 ? null : rows[0].Answer with { Jobs = [.. rows.Select(row => row.Job).OfType<HeldJob>()] };
    }

    public ValueTask<PublishAnswer> BeginPublishAsync(JobHold hold, string? imageName, CancellationToken cancellationToken) =>
        calls.RunAsync(
            async (connection, token) =>
            {
                try
                {
                    var count = await connection.ExecuteAsync(
                        JobSql.BeginPublish, [hold.Job.Value, hold.Fence, hold.Incarnation, imageName], token);
                    return count == 1 ? PublishAnswer.Permitted : PublishAnswer.Lost;
                }
                catch (PostgresException e) when (e.ConstraintName == "jobs_reserved")
                {
                    return PublishAnswer.NameReserved;
                }
            },
            cancellationToken);

    public async ValueTask<EndAnswer> EndAsync(JobHold hold, JobEnd end, CancellationToken cancellationToken) =>
        JobNames.ToEndAnswer((await calls.FindAsync(
            "SELECT imaginator.finish($1, $2, $3, $4::text::jsonb)",
            [hold.Job.Value, hold.Fence, hold.Incarnation, JobArguments.Of(end)],
            reader => reader.GetString(0),
            cancellationToken))!);

    public async ValueTask<AwaitAnswer> AwaitSourceAsync(JobHold hold, NewJob source, CancellationToken cancellationToken) =>
        (await calls.FindAsync(
            """
            SELECT o_answer, o_source, o_streams
            FROM imaginator.await_source($1, $2, $3, $4::text::jsonb, $5, $6, $7::text::jsonb)
            """,
            [hold.Job.Value, hold.Fence, hold.Incarnation, JobArguments.Of(source), source.Request, source.JoinKey, _limits],
            reader => new AwaitAnswer(
                JobNames.ToAwaitOutcome(reader.GetString(0)),
                reader.IdOrNull(1),
                reader.IsDBNull(2) ? [] : [.. reader.GetFieldValue<string[]>(2)]),
            cancellationToken))!;

    public ValueTask<bool> ReleaseAsync(JobHold hold, string reason, TimeSpan decline, CancellationToken cancellationToken) =>
        calls.FindAsync(
            "SELECT imaginator.release($1, $2, $3, $4, $5, $6::text::jsonb)",
            [hold.Job.Value, hold.Fence, hold.Incarnation, reason, decline, _limits],
            reader => reader.GetBoolean(0),
            cancellationToken);

    private static async Task<(bool IsDone, TakenJob? Job)> TryTakeAsync(
        NpgsqlConnection connection, Guid incarnation, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await connection.ReadAsync(
                JobSql.Take,
                [incarnation],
                reader => new TakenJob
                {
                    Hold = new JobHold(reader.Id(0), reader.GetInt64(1), incarnation),
                    Stream = reader.GetString(2),
                    Request = reader.Bytes(3),
                    Configuration = reader.Bytes(4),
                    Attempt = reader.GetInt16(5),
                    TimeLeft = reader.GetFieldValue<TimeSpan>(6),
                },
                cancellationToken);
            return (true, rows.FirstOrDefault());
        }
        catch (PostgresException e) when (e.ConstraintName == "jobs_one_per_stream")
        {
            return (false, null);
        }
    }
}
