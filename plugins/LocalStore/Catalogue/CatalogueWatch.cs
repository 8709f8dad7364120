using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>Notices when anybody changes the catalogue: other connections of this process, or other processes.</summary>
/// <remarks>For one caller at a time.</remarks>
internal sealed class CatalogueWatch(SqliteConnection connection) : IDisposable
{
    private long _version = -1;

    /// <summary>Whether there were changes since the last call; at first always. Costs next to nothing.</summary>
    public bool HasChanged()
    {
        using var command = connection.CreateCommand();

        // SQLite's own counter in shared memory: it grows with each commit of any other connection.
        command.CommandText = "PRAGMA data_version;";
        var version = (long)command.ExecuteScalar()!;
        var hasChanged = version != _version;
        _version = version;
        return hasChanged;
    }

    /// <summary>What is shown now.</summary>
    public CatalogueState Read(DateTimeOffset now) => ImageCatalogue.ReadState(connection, now);

    public void Dispose() => connection.Dispose();
}
