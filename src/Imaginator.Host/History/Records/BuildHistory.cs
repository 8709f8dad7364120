using Imaginator.Host.Databases;
using Imaginator.Host.History.Hours;
using Imaginator.Host.Queue.Requests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Records;

/// <summary>The records of all builds within the retention. Thread-safe.</summary>
/// <remarks>
/// Every member throws <see cref="SqliteException"/>, <see cref="IOException"/> or <see cref="ImaginatorException"/> if
/// the file cannot be used; <see cref="HistoryFailures"/> recognizes them.
/// </remarks>
internal sealed partial class BuildHistory(SqliteDatabase database) : IDisposable
{
    private readonly Lock _writing = new();

    /// <summary>Opens the history in a file, which the first use creates.</summary>
    public static BuildHistory Open(string path, TimeProvider timeProvider, ILogger logger) => new(new SqliteDatabase(
        path,
        HistorySchema.Schema,
        timeProvider,
        (reason, aside) => BuildHistoryLog.DamagedFileMoved(logger, path, reason, aside)));

    public void Dispose() => database.Dispose();

    /// <summary>Saves the record of a build, with all its stages.</summary>
    public void Save(BuildRecord build)
    {
        Write(connection => Save(connection, build));
        if (build.Result.IsConclusive())
        {
            Interlocked.Increment(ref _conclusions);
        }
    }

    /// <summary>Saves a stage of a build whose record is saved already; <paramref name="number"/> starts at 0.</summary>
    public void SaveStage(BuildId id, int number, StageRecord stage) =>
        Write(connection => SaveStage(connection, id, number, stage));

    /// <summary>
    /// Marks the queued and running builds of an earlier process as interrupted at <paramref name="now"/>, and returns their
    /// number.
    /// </summary>
    public int MarkInterrupted(DateTimeOffset now)
    {
        var count = 0;
        Write(connection =>
        {
            connection.Execute(
                "UPDATE requestors SET is_good = 0 WHERE build_id IN (SELECT id FROM builds WHERE is_good IS NULL)");
            count = connection.Execute(
                """
                UPDATE builds SET result = $result, is_good = 0, finished_at = $now, error = $error WHERE is_good IS NULL
                """,
                ("$result", (int)RecordedResult.Interrupted),
                ("$now", now.UtcTicks),
                ("$error", InterruptedError));
            if (count > 0)
            {
                HourTables.AddResult(connection, HourSpan.HourOf(now), (int)RecordedResult.Interrupted, count);
            }
        });
        return count;
    }

    /// <summary>Saves which build repeats an interrupted one. Returns false if the history does not have the latter.</summary>
    public bool SetRetriedAs(BuildId id, BuildId retriedAs)
    {
        var count = 0;
        Write(connection => count = connection.Execute(
            "UPDATE builds SET retried_as = $retriedAs WHERE id = $id", ("$id", id.Value), ("$retriedAs", retriedAs.Value)));
        return count == 1;
    }

    /// <summary>
    /// Deletes the oldest builds, except for the last ones of each stream: those stay until they are older than
    /// <paramref name="oldest"/>. Returns the number of deleted builds.
    /// </summary>
    public int Trim(int maximumBuilds, DateTimeOffset oldest)
    {
        var count = 0;
        Write(connection =>
        {
            connection.Execute(
                """
                DELETE FROM latest WHERE last_id IN
                    (SELECT id FROM builds WHERE queued_at < $oldest ORDER BY id DESC LIMIT -1 OFFSET $maximum)
                """,
                ("$maximum", maximumBuilds), ("$oldest", oldest.UtcTicks));
            count = connection.Execute(
                """
                DELETE FROM builds
                WHERE id <= (SELECT id FROM builds ORDER BY id DESC LIMIT 1 OFFSET $maximum)
                    AND is_good IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM latest WHERE stream = builds.stream AND id IN (last_id, good_id))
                """,
                ("$maximum", maximumBuilds));
            connection.Execute("DELETE FROM failing WHERE stream NOT IN (SELECT stream FROM latest)");
            HourTables.Trim(connection, oldest);
        });
        Interlocked.Increment(ref _conclusions);
        return count;
    }

    private static void Save(SqliteConnection connection, BuildRecord build)
    {
        var isGood = ToNumber(build.Result.IsGood());
        var hasJustEnded = isGood is not null && !IsFinished(connection, build.Id);
        connection.Execute(
            """
            INSERT INTO builds (
                id, stream, result, is_good, reason, requestor, queued_at, started_at, finished_at, image, error,
                manifest_url, manifest_directory, branch, commit_id, source_image, variables, worker,
                needed_by, retry_of, retried_as, new_objects, new_bytes, same_as)
            VALUES (
                $id, $stream, $result, $good, $reason, $requestor, $queued, $started, $finished, $image, $error,
                $url, $directory, $branch, $commit, $source, $variables, $worker,
                $neededBy, $retryOf, $retriedAs, $objects, $bytes, $sameAs)
            ON CONFLICT (id) DO UPDATE SET
                result = excluded.result, is_good = excluded.is_good, started_at = excluded.started_at,
                finished_at = excluded.finished_at, image = excluded.image, error = excluded.error,
                manifest_url = excluded.manifest_url, manifest_directory = excluded.manifest_directory,
                branch = excluded.branch, commit_id = excluded.commit_id, source_image = excluded.source_image,
                worker = excluded.worker, retried_as = excluded.retried_as,
                new_objects = excluded.new_objects, new_bytes = excluded.new_bytes,
                same_as = excluded.same_as
            """,
            ("$id", build.Id.Value),
            ("$stream", build.StreamName),
            ("$result", (int)build.Result),
            ("$good", isGood),
            ("$reason", (int)build.Reason),
            ("$requestor", build.Requestor),
            ("$queued", build.QueuedAt.UtcTicks),
            ("$started", build.StartedAt?.UtcTicks),
            ("$finished", build.FinishedAt?.UtcTicks),
            ("$image", build.ImageName),
            ("$error", build.Error),
            ("$url", build.Inputs.ManifestUrl),
            ("$directory", build.Inputs.ManifestDirectory),
            ("$branch", build.Inputs.Branch),
            ("$commit", build.Inputs.CommitId),
            ("$source", build.Inputs.SourceImage),
            ("$variables", string.Join('\n', build.Inputs.VariableNames)),
            ("$worker", build.Worker),
            ("$neededBy", build.NeededBy?.Value),
            ("$retryOf", build.RetryOf?.Value),
            ("$retriedAs", build.RetriedAs?.Value),
            ("$objects", build.NewObjects),
            ("$bytes", build.NewBytes),
            ("$sameAs", build.SameAs));
        foreach (var requestor in build.Joined.Add(build.Requestor))
        {
            connection.Execute(
                """
                INSERT INTO requestors VALUES ($id, $requestor, $good)
                ON CONFLICT (build_id, requestor) DO UPDATE SET is_good = excluded.is_good
                """,
                ("$id", build.Id.Value), ("$requestor", requestor), ("$good", isGood));
        }

        for (var number = 0; number < build.Stages.Length; number++)
        {
            SaveStage(connection, build.Id, number, build.Stages[number]);
        }

        if (build.Request is { } request)
        {
            SaveRequest(connection, build.Id, request);
        }

        if (build.Result.IsConclusive())
        {
            SaveLatest(connection, build);
        }

        if (hasJustEnded)
        {
            AddToHours(connection, build);
            if (build.Result.IsConclusive())
            {
                SaveFailing(connection, build);
            }
        }
    }

    private static void SaveStage(SqliteConnection connection, BuildId id, int number, StageRecord stage) =>
        connection.Execute(
            """
            INSERT INTO stages VALUES ($id, $number, $name, $started, $elapsed, $detail)
            ON CONFLICT (build_id, number) DO UPDATE SET elapsed = excluded.elapsed, detail = excluded.detail
            """,
            ("$id", id.Value),
            ("$number", number),
            ("$name", stage.Name),
            ("$started", stage.StartedAt.UtcTicks),
            ("$elapsed", stage.Elapsed?.Ticks),
            ("$detail", stage.Detail));

    // A build that waited for a long time may end after a later one: the last one submitted counts.
    private static void SaveLatest(SqliteConnection connection, BuildRecord build) =>
        connection.Execute(
            """
            INSERT INTO latest VALUES ($stream, $id, $good, CASE WHEN $good THEN $id END)
            ON CONFLICT (stream) DO UPDATE SET
                is_good = CASE WHEN excluded.last_id >= last_id THEN excluded.is_good ELSE is_good END,
                last_id = max(last_id, excluded.last_id),
                good_id = CASE WHEN excluded.is_good THEN max(coalesce(good_id, 0), excluded.last_id) ELSE good_id END
            """,
            ("$stream", build.StreamName),
            ("$id", build.Id.Value),
            ("$good", ToNumber(build.Result.IsGood())));

    private static int? ToNumber(bool? value) => value is { } known ? (known ? 1 : 0) : null;

    private void Write(Action<SqliteConnection> work)
    {
        lock (_writing)
        {
            using var connection = database.Open();
            using var transaction = connection.BeginTransaction(deferred: false);
            work(connection);
            transaction.Commit();
        }
    }
}
