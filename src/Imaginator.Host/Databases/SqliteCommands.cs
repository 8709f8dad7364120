using Microsoft.Data.Sqlite;

namespace Imaginator.Host.Databases;

/// <summary>SQL with parameters in one call.</summary>
internal static class SqliteCommands
{
    /// <summary>Creates a command in the transaction of the connection. The caller disposes of it. A null value is NULL.</summary>
    public static SqliteCommand Command(
        this SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>Runs SQL without a result and returns the number of changed rows.</summary>
    public static int Execute(
        this SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(text, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs SQL whose result is one value or null.</summary>
    public static object? Scalar(
        this SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(text, parameters);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }
}
