using Npgsql;

namespace Imaginator.Postgres.Connecting;

/// <summary>SQL with parameters in one call. Parameters are <c>$1</c>, <c>$2</c> and so on; a null value is NULL.</summary>
internal static class PostgresCommands
{
    /// <summary>Creates a command. The caller disposes of it.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = ToParameter(value) });
        }

        return command;
    }

    /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
    public static async Task<int> ExecuteAsync(
        this NpgsqlConnection connection, string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads all rows of a query.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        object?[] values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static object ToParameter(object? value) => value switch
    {
        null => DBNull.Value,

        // Text of builds can have any character; the server's text cannot have this one.
        string text => Clean(text),
        string?[] texts => Array.ConvertAll(texts, text => text is null ? null : Clean(text)),
        DateTimeOffset time => time.ToUniversalTime(),
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        _ => value,
    };

    private static string Clean(string text) => text.Replace('\0', '\uFFFD');
}
