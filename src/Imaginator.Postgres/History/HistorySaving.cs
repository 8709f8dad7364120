using Imaginator.Postgres.Connecting;
using Imaginator.State.Builds;
using Imaginator.State.History;
using Npgsql;

namespace Imaginator.Postgres.History;

/// <summary>Saves the record of a build. The caller has a transaction.</summary>
internal static class HistorySaving
{
    private const string UpsertBuild =
        """
        INSERT INTO imaginator.builds (
          id, stream, result, is_good, reason, requestor, queued_at, started_at, finished_at, image, error,
          manifest_url, manifest_directory, branch, commit_id, source_image, variables, worker,
          needed_by, retry_of, retried_as, new_objects, new_bytes, same_as, private_consumer, attempts, attempt_reasons)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
        ON CONFLICT (id) DO UPDATE SET
          result = excluded.result, is_good = excluded.is_good, started_at = excluded.started_at,
          finished_at = excluded.finished_at, image = excluded.image, error = excluded.error,
          manifest_url = excluded.manifest_url, manifest_directory = excluded.manifest_directory,
          branch = excluded.branch, commit_id = excluded.commit_id, source_image = excluded.source_image,
          worker = excluded.worker, retried_as = excluded.retried_as, new_objects = excluded.new_objects,
          new_bytes = excluded.new_bytes, same_as = excluded.same_as, attempts = excluded.attempts,
          attempt_reasons = excluded.attempt_reasons
        """;

    private const string UpsertRequestors =
        """
        INSERT INTO imaginator.requestors SELECT $1, r, $3::boolean FROM unnest($2::text[]) r
        ON CONFLICT (build_id, requestor) DO UPDATE SET is_good = excluded.is_good
        """;

    private const string UpsertStages =
        """
        INSERT INTO imaginator.stages
        SELECT $1, s.* FROM unnest($2::int[], $3::text[], $4::timestamptz[], $5::bigint[], $6::text[]) s
        ON CONFLICT (build_id, number) DO UPDATE SET elapsed = excluded.elapsed, detail = excluded.detail
        """;

    private const string InsertRequest =
        "INSERT INTO imaginator.requests VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (build_id) DO NOTHING";

    public static async Task SaveAsync(NpgsqlConnection connection, BuildRecord build, CancellationToken cancellationToken)
    {
        // 1. Whether the build has ended before: its end counts once.
        var wasGood = await connection.ReadAsync(
            "SELECT is_good IS NOT NULL FROM imaginator.builds WHERE id = $1 FOR UPDATE",
            [build.Id.Value],
            reader => reader.GetBoolean(0),
            cancellationToken);

        // 2. The record.
        var isGood = build.Result.IsGood();
        await connection.ExecuteAsync(UpsertBuild, ToValues(build, isGood), cancellationToken);
        string[] requestors = [.. build.Joined.Add(build.Requestor)];
        await connection.ExecuteAsync(UpsertRequestors, [build.Id.Value, requestors, isGood], cancellationToken);
        await SaveStagesAsync(connection, build.Id, first: 0, build.Stages, cancellationToken);
        if (build.Request is { } request)
        {
            await connection.ExecuteAsync(
                InsertRequest,
                [
                    build.Id.Value, request.Branch, request.ExpiresIn.Ticks, request.MaxSourceAge.Ticks, request.ReturnsImage,
                    request.Variables, string.Join('\n', request.Missing),
                ],
                cancellationToken);
        }

        // 3. What follows from its end.
        await connection.ExecuteAsync(
            "SELECT imaginator.history_saved($1, $2)", [build.Id.Value, wasGood is [true]], cancellationToken);
    }

    public static Task<int> SaveStagesAsync(
        NpgsqlConnection connection, BuildId id, int first, IReadOnlyList<StageRecord> stages, CancellationToken cancellationToken)
    {
        var numbers = Enumerable.Range(first, stages.Count).ToArray();
        var names = stages.Select(stage => stage.Name).ToArray();
        var starts = stages.Select(stage => stage.StartedAt.ToUniversalTime()).ToArray();
        var durations = stages.Select(stage => stage.Elapsed?.Ticks).ToArray();
        var details = stages.Select(stage => stage.Detail).ToArray();
        return connection.ExecuteAsync(UpsertStages, [id.Value, numbers, names, starts, durations, details], cancellationToken);
    }

    private static object?[] ToValues(BuildRecord build, bool? isGood) =>
    [
        build.Id.Value, build.StreamName, (short)build.Result, isGood, (short)build.Reason, build.Requestor, build.QueuedAt,
        build.StartedAt, build.FinishedAt, build.ImageName, build.Error, build.Inputs.ManifestUrl, build.Inputs.ManifestDirectory,
        build.Inputs.Branch, build.Inputs.CommitId, build.Inputs.SourceImage, string.Join('\n', build.Inputs.VariableNames), build.Worker,
        build.NeededBy?.Value, build.RetryOf?.Value, build.RetriedAs?.Value, build.NewObjects, build.NewBytes, build.SameAs,
        build.PrivateConsumer, (short)build.Attempts, string.Join('\n', build.AttemptReasons),
    ];
}
