using System.Globalization;
using System.Text.Json;
using Imaginator.Host.Databases;
using Imaginator.Host.Queue.Requests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Journal;

/// <summary>The SQL of the queue journal over one open connection. Not thread-safe.</summary>
internal sealed class JournalTables(SqliteConnection connection)
{
    private const string Requests = "requests";
    private const string AutoBuilds = "auto builds";

    /// <summary>The tables. docs/how-to/return-to-version-0.1.md has a query over them.</summary>
    public static DatabaseSchema Schema { get; } = new("queue journal",
    [
        """
        CREATE TABLE builds (
            sequence    INTEGER PRIMARY KEY, -- the order of submission
            build_id    INTEGER NOT NULL UNIQUE,
            request     TEXT NOT NULL,       -- JSON
            has_started INTEGER NOT NULL
        );
        CREATE TABLE pauses (
            kind TEXT PRIMARY KEY,           -- 'requests' or 'auto builds'
            ends TEXT NOT NULL               -- ISO 8601
        ) WITHOUT ROWID;
        """,
    ]);

    public JournalContents Read(ILogger logger)
    {
        using var command = connection.Command("SELECT build_id, request, has_started FROM builds ORDER BY sequence");
        using var reader = command.ExecuteReader();
        var builds = new List<JournaledBuild>();
        while (reader.Read())
        {
            var id = new BuildId(reader.GetInt64(0));
            try
            {
                var request = JsonSerializer.Deserialize(reader.GetString(1), JournalJson.Default.JournaledRequest)!;
                builds.Add(new JournaledBuild(id, request.ToRequest(), reader.GetBoolean(2)));
            }
            catch (JsonException e)
            {
                JournalLog.UnreadableRequest(logger, id, e);
            }
        }

        return new JournalContents([.. builds], new JournaledPauses(ReadPause(Requests), ReadPause(AutoBuilds)));
    }

    public void Add(JournalEntry entry) => connection.Execute(
        "INSERT INTO builds (sequence, build_id, request, has_started) VALUES ($sequence, $id, $request, $started)",
        ("$sequence", entry.Sequence),
        ("$id", entry.Id.Value),
        ("$request", entry.Request),
        ("$started", entry.HasStarted));

    public void MarkStarted(BuildId id) =>
        connection.Execute("UPDATE builds SET has_started = 1 WHERE build_id = $id", ("$id", id.Value));

    public void Remove(BuildId id) => connection.Execute("DELETE FROM builds WHERE build_id = $id", ("$id", id.Value));

    /// <summary>Replaces the pauses and flushes them to the disk.</summary>
    public void SavePauses(JournaledPauses pauses) => WriteDurably(() => ReplacePauses(pauses));

    /// <summary>Replaces everything and flushes it to the disk.</summary>
    public void ReplaceAll(IEnumerable<JournalEntry> entries, JournaledPauses pauses) => WriteDurably(() =>
    {
        connection.Execute("DELETE FROM builds");
        foreach (var entry in entries)
        {
            Add(entry);
        }

        ReplacePauses(pauses);
    });

    private DateTimeOffset? ReadPause(string kind) =>
        connection.Scalar("SELECT ends FROM pauses WHERE kind = $kind", ("$kind", kind)) is string text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var ends)
            ? ends
            : null;

    private void ReplacePauses(JournaledPauses pauses)
    {
        connection.Execute("DELETE FROM pauses");
        foreach (var (kind, ends) in new[] { (Requests, pauses.RequestsUntil), (AutoBuilds, pauses.AutoBuildsUntil) })
        {
            if (ends is { } time)
            {
                connection.Execute(
                    "INSERT INTO pauses (kind, ends) VALUES ($kind, $ends)",
                    ("$kind", kind),
                    ("$ends", time.ToString("O", CultureInfo.InvariantCulture)));
            }
        }
    }

    private void WriteDurably(Action write)
    {
        connection.Execute("PRAGMA synchronous = FULL");
        using (var transaction = connection.BeginTransaction(deferred: false))
        {
            write();
            transaction.Commit();
        }

        connection.Execute("PRAGMA synchronous = NORMAL");
    }
}
