using Imaginator.Host.Databases;
using Imaginator.Host.Queue.Requests;
using Microsoft.Data.Sqlite;

namespace Imaginator.Host.History.Records;

/// <content>Idempotency keys, and the inputs of retries.</content>
internal sealed partial class BuildHistory
{
    /// <summary>Finds the inputs for a retry of a build; null if the build is unknown or of an earlier version.</summary>
    public RecordedRequest? FindRequest(BuildId id)
    {
        using var connection = database.Open();
        using var command = connection.Command(
            "SELECT branch, expires_in, max_source_age, returns_image, variables, missing FROM requests WHERE build_id = $id",
            ("$id", id.Value));
        using var reader = command.ExecuteReader();
        return !reader.Read() ? null : new RecordedRequest
        {
            Branch = reader.GetString(0),
            ExpiresIn = TimeSpan.FromTicks(reader.GetInt64(1)),
            MaxSourceAge = TimeSpan.FromTicks(reader.GetInt64(2)),
            ReturnsImage = reader.GetBoolean(3),
            Variables = reader.GetFieldValue<byte[]>(4),
            Missing = [.. reader.GetString(5).Split('\n', StringSplitOptions.RemoveEmptyEntries)],
        };
    }

    /// <summary>Finds an idempotency key of a caller; null if there is none.</summary>
    public StoredKey? FindKey(string caller, string key)
    {
        using var connection = database.Open();
        using var command = connection.Command(
            "SELECT build_id, salt, digest, created_at FROM idempotency_keys WHERE caller = $caller AND key = $key",
            ("$caller", caller), ("$key", key));
        using var reader = command.ExecuteReader();
        return !reader.Read() ? null : new StoredKey(
            caller, key, ToId(reader, 0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2), ToTime(reader, 3)!.Value);
    }

    /// <summary>The numbers of idempotency keys: of a caller, and of all callers.</summary>
    public (int OfCaller, int Total) CountKeys(string caller)
    {
        using var connection = database.Open();
        return (
            (int)(long)connection.Scalar("SELECT count(*) FROM idempotency_keys WHERE caller = $caller", ("$caller", caller))!,
            (int)(long)connection.Scalar("SELECT count(*) FROM idempotency_keys")!);
    }

    /// <summary>Saves an idempotency key, in place of an earlier one.</summary>
    public void SaveKey(StoredKey key) => Write(connection => connection.Execute(
        "INSERT OR REPLACE INTO idempotency_keys VALUES ($caller, $key, $build, $salt, $digest, $created)",
        ("$caller", key.Caller),
        ("$key", key.Key),
        ("$build", key.Build?.Value),
        ("$salt", key.Salt.ToArray()),
        ("$digest", key.Digest.ToArray()),
        ("$created", key.CreatedAt.UtcTicks)));

    /// <summary>Deletes an idempotency key whose order was refused.</summary>
    public void DeleteKey(string caller, string key) => Write(connection => connection.Execute(
        "DELETE FROM idempotency_keys WHERE caller = $caller AND key = $key", ("$caller", caller), ("$key", key)));

    /// <summary>Deletes idempotency keys of orders before a time.</summary>
    public void DeleteKeysBefore(DateTimeOffset oldest) => Write(connection => connection.Execute(
        "DELETE FROM idempotency_keys WHERE created_at < $oldest", ("$oldest", oldest.UtcTicks)));

    private static void SaveRequest(SqliteConnection connection, BuildId id, RecordedRequest request) => connection.Execute(
        """
        INSERT INTO requests VALUES ($id, $branch, $expiresIn, $maxSourceAge, $returnsImage, $variables, $missing)
        ON CONFLICT (build_id) DO NOTHING
        """,
        ("$id", id.Value),
        ("$branch", request.Branch),
        ("$expiresIn", request.ExpiresIn.Ticks),
        ("$maxSourceAge", request.MaxSourceAge.Ticks),
        ("$returnsImage", request.ReturnsImage ? 1 : 0),
        ("$variables", request.Variables.ToArray()),
        ("$missing", string.Join('\n', request.Missing)));
}
