using Imaginator.State.Builds;
using Npgsql;

namespace Imaginator.Postgres.Connecting;

/// <summary>Reads columns that can be NULL, and types of the program.</summary>
internal static class PostgresColumns
{
    public static string? Text(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset Time(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.Time(column);

    public static BuildId Id(this NpgsqlDataReader reader, int column) => new(reader.GetInt64(column));

    public static BuildId? IdOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Id(column);

    public static int? NumberOrNull(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt32(column);

    /// <summary>The bytes of a column; none for NULL.</summary>
    public static byte[] Bytes(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? [] : reader.GetFieldValue<byte[]>(column);

    /// <summary>The lines of a text, without empty ones.</summary>
    public static string[] Lines(this NpgsqlDataReader reader, int column) =>
        reader.GetString(column).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
