using Imaginator.Host.Databases;

namespace Imaginator.Host.History.Records;

/// <summary>The tables of the build history, as steps from each version to the next.</summary>
internal static class HistorySchema
{
    /// <summary>Step N makes version N + 1. Released steps must not change: a change of the tables is a new step.</summary>
    public static DatabaseSchema Schema { get; } = new(
        "build history",
    [
        """
        CREATE TABLE builds (
            id                 INTEGER PRIMARY KEY, -- a BuildId: grows with the time of submission
            stream             TEXT NOT NULL,
            result             INTEGER NOT NULL,
            is_good            INTEGER,             -- whether there is an image; null while the build is not over
            reason             INTEGER NOT NULL,
            requestor          TEXT NOT NULL,
            queued_at          INTEGER NOT NULL,    -- UTC ticks of 100 ns
            started_at         INTEGER,
            finished_at        INTEGER,
            image              TEXT,
            error              TEXT NOT NULL,
            manifest_url       TEXT NOT NULL,
            manifest_directory TEXT NOT NULL,
            branch             TEXT NOT NULL,
            commit_id          TEXT NOT NULL,
            source_image       TEXT NOT NULL,
            variables          TEXT NOT NULL,       -- names, one a line
            worker             TEXT,
            needed_by          INTEGER,
            retry_of           INTEGER,
            retried_as         INTEGER,
            new_objects        INTEGER NOT NULL,
            new_bytes          INTEGER NOT NULL
        );
        CREATE INDEX builds_by_good ON builds (is_good, id);
        CREATE INDEX builds_by_stream ON builds (stream, id);
        CREATE INDEX builds_by_stream_and_good ON builds (stream, is_good, id);
        CREATE INDEX builds_by_image ON builds (image) WHERE image IS NOT NULL;

        CREATE TABLE requestors ( -- who asked first, and who joined
            build_id  INTEGER NOT NULL REFERENCES builds (id) ON DELETE CASCADE,
            requestor TEXT NOT NULL,
            is_good   INTEGER,
            PRIMARY KEY (build_id, requestor)
        ) WITHOUT ROWID;
        CREATE INDEX requestors_by_name ON requestors (requestor, build_id);
        CREATE INDEX requestors_by_name_and_good ON requestors (requestor, is_good, build_id);

        CREATE TABLE stages (
            build_id   INTEGER NOT NULL REFERENCES builds (id) ON DELETE CASCADE,
            number     INTEGER NOT NULL,
            name       TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            elapsed    INTEGER,           -- ticks of 100 ns
            detail     TEXT,
            PRIMARY KEY (build_id, number)
        ) WITHOUT ROWID;

        CREATE TABLE latest ( -- the last builds of each stream that succeeded or failed
            stream  TEXT PRIMARY KEY,
            last_id INTEGER NOT NULL,
            is_good INTEGER NOT NULL, -- of last_id
            good_id INTEGER           -- the last that succeeded
        ) WITHOUT ROWID;
        CREATE INDEX latest_by_good ON latest (is_good, last_id);
        """,
        """
        ALTER TABLE builds ADD COLUMN same_as TEXT; -- the image before it, where the new one is the same
        """,
        """
        CREATE TABLE requests ( -- what a retry of a build requires
            build_id       INTEGER PRIMARY KEY REFERENCES builds (id) ON DELETE CASCADE,
            branch         TEXT NOT NULL,
            expires_in     INTEGER NOT NULL, -- ticks of 100 ns
            max_source_age INTEGER NOT NULL, -- ticks of 100 ns
            returns_image  INTEGER NOT NULL,
            variables      BLOB NOT NULL,    -- encrypted; empty for none
            missing        TEXT NOT NULL     -- names of variables whose values are not kept, one a line
        );

        CREATE TABLE idempotency_keys (
            caller     TEXT NOT NULL,
            key        TEXT NOT NULL,
            build_id   INTEGER,          -- null while the build is being started
            salt       BLOB NOT NULL,
            digest     BLOB NOT NULL,    -- of the salt and the order
            created_at INTEGER NOT NULL, -- UTC ticks of 100 ns
            PRIMARY KEY (caller, key)
        ) WITHOUT ROWID;
        CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);

        CREATE TABLE failing ( -- streams whose last build failed
            stream   TEXT PRIMARY KEY,
            since    INTEGER NOT NULL, -- the end of the first failure in a row
            failures INTEGER NOT NULL  -- in a row
        ) WITHOUT ROWID;
        INSERT INTO failing
            SELECT b.stream, min(coalesce(b.finished_at, b.queued_at)), count(*)
            FROM latest l JOIN builds b ON b.stream = l.stream AND b.is_good = 0 AND b.id > coalesce(l.good_id, 0)
            WHERE l.is_good = 0 AND b.result = 3
            GROUP BY b.stream;

        CREATE TABLE duration_buckets ( -- from which duration on a bucket counts
            least  INTEGER PRIMARY KEY, -- ticks of 100 ns
            bucket INTEGER NOT NULL
        );
        WITH RECURSIVE steps (bucket, least) AS (
            SELECT 0, 0.0
            UNION ALL
            SELECT bucket + 1, CASE bucket WHEN 0 THEN 1000000.0 ELSE least * 1.0905077326652577 END FROM steps WHERE bucket < 200)
        INSERT INTO duration_buckets SELECT CAST(least AS INTEGER), bucket FROM steps;

        CREATE TABLE hours ( -- samples; an hour is a number of hours since the year 1, UTC
            hour           INTEGER PRIMARY KEY,
            queued         INTEGER NOT NULL, -- the maximum
            package_hits   INTEGER NOT NULL,
            package_misses INTEGER NOT NULL,
            store_bytes    INTEGER           -- the last one that is known
        );
        CREATE TABLE hour_results ( -- builds by the hour of their end
            hour      INTEGER NOT NULL,
            result    INTEGER NOT NULL,
            builds    INTEGER NOT NULL,
            new_bytes INTEGER NOT NULL,
            PRIMARY KEY (hour, result)
        ) WITHOUT ROWID;
        CREATE TABLE hour_durations (
            hour   INTEGER NOT NULL,
            kind   INTEGER NOT NULL, -- 0: of builds that made an image, 1: in the queue
            bucket INTEGER NOT NULL,
            builds INTEGER NOT NULL,
            PRIMARY KEY (hour, kind, bucket)
        ) WITHOUT ROWID;
        CREATE TABLE hour_failures (
            hour   INTEGER NOT NULL,
            stage  TEXT NOT NULL, -- empty for none
            builds INTEGER NOT NULL,
            PRIMARY KEY (hour, stage)
        ) WITHOUT ROWID;
        INSERT INTO hour_results
            SELECT finished_at / 36000000000, result, count(*), sum(new_bytes) FROM builds
            WHERE is_good IS NOT NULL AND finished_at IS NOT NULL GROUP BY 1, 2;
        INSERT INTO hour_durations
            SELECT finished_at / 36000000000, 0, (
                SELECT bucket FROM duration_buckets WHERE least <= finished_at - started_at ORDER BY least DESC LIMIT 1), count(*)
            FROM builds WHERE result = 2 AND finished_at >= started_at GROUP BY 1, 2, 3;
        INSERT INTO hour_durations
            SELECT finished_at / 36000000000, 1, (
                SELECT bucket FROM duration_buckets WHERE least <= started_at - queued_at ORDER BY least DESC LIMIT 1), count(*)
            FROM builds WHERE finished_at IS NOT NULL AND is_good IS NOT NULL AND started_at >= queued_at GROUP BY 1, 2, 3;
        INSERT INTO hour_failures
            SELECT finished_at / 36000000000, coalesce((
                SELECT name FROM stages WHERE build_id = id AND elapsed IS NULL ORDER BY number DESC LIMIT 1), ''), count(*)
            FROM builds WHERE result = 3 AND finished_at IS NOT NULL GROUP BY 1, 2;
        """,
    ]);
}
