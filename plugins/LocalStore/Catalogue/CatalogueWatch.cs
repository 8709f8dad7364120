using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>Detects changes of the catalogue by other connections of this process and by other processes.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class CatalogueWatch(SqliteConnection connection) : IDisposable
{
    private long _version = -1;

    /// <summary>True if the catalogue has changed since the last call, and for the first call. Cheap.</summary>
    public bool HasChanged()
    {
        using var command = connection.CreateCommand();

        // A counter of SQLite in shared memory, which every commit of another connection increments.
        command.CommandText = "PRAGMA data_version;";
        var version = (long)command.ExecuteScalar()!;
        var hasChanged = version != _version;
        _version = version;
        return hasChanged;
    }

    public CatalogueState Read(DateTimeOffset now) => ImageCatalogue.ReadState(connection, now);

    public void Dispose() => connection.Dispose();
}
