using Imaginator.Host.Databases;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>The tables of the outbox, as steps from each version to the next.</summary>
internal static class OutboxSchema
{
    /// <summary>Step N makes version N + 1. Released steps must not change: a change of the tables is a new step.</summary>
    public static DatabaseSchema Schema { get; } = new(
        "record of notifications",
    [
        """
        CREATE TABLE deliveries (
            id          INTEGER PRIMARY KEY AUTOINCREMENT,
            message_id  TEXT NOT NULL,
            receiver    TEXT NOT NULL,
            event       TEXT NOT NULL,
            stream      TEXT NOT NULL,
            summary     TEXT NOT NULL,
            body        TEXT NOT NULL,    -- the event as JSON
            page        TEXT NOT NULL,
            occurred_at INTEGER NOT NULL, -- UTC ticks of 100 ns
            state       INTEGER NOT NULL,
            attempts    INTEGER NOT NULL,
            next_at     INTEGER,          -- null if no attempt follows
            give_up_at  INTEGER NOT NULL,
            changed_at  INTEGER,
            answer      TEXT NOT NULL,
            size        INTEGER NOT NULL  -- in bytes, with its attempts
        );
        CREATE INDEX deliveries_due ON deliveries (receiver, next_at) WHERE state = 0;
        CREATE INDEX deliveries_by_receiver ON deliveries (receiver, id);
        CREATE INDEX deliveries_by_state ON deliveries (state, id, size);

        CREATE TABLE attempts (
            delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
            number      INTEGER NOT NULL,
            started_at  INTEGER NOT NULL,
            elapsed     INTEGER NOT NULL, -- ticks of 100 ns
            is_good     INTEGER NOT NULL,
            answer      TEXT NOT NULL,
            PRIMARY KEY (delivery_id, number)
        ) WITHOUT ROWID;

        CREATE TABLE expiring ( -- images whose expiration has been announced
            image      TEXT PRIMARY KEY,
            expires_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        """,
    ]);
}
