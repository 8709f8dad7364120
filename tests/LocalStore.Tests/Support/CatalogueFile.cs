using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Tests.Support;

/// <summary>The catalogue as a file of SQLite.</summary>
internal static class CatalogueFile
{
    public static async Task ExecuteAsync(string path, string statements)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(TestStore.Cancellation);
        var command = connection.CreateCommand();
        command.CommandText = statements;
        await command.ExecuteNonQueryAsync(TestStore.Cancellation);
    }
}
