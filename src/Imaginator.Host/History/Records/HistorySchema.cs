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
    ]);
}
