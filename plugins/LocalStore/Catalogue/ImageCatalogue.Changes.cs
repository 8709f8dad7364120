using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

internal sealed partial class ImageCatalogue
{
    /// <summary>Starts to watch for changes.</summary>
    public CatalogueWatch Watch() => new(database.Open());

    /// <summary>What is shown at a moment.</summary>
    internal static CatalogueState ReadState(SqliteConnection connection, DateTimeOffset now)
    {
        // One transaction: images and the directories that they are in are of the same moment.
        using var transaction = connection.BeginTransaction(deferred: true);
        var directories = ReadDirectories(connection);
        using var command = Command(
            connection, $"SELECT name, expires_at FROM images WHERE {IsShown} ORDER BY name", ("$now", now.UtcTicks));
        using var reader = command.ExecuteReader();
        var images = new List<(string, DateTimeOffset?)>();
        while (reader.Read())
        {
            images.Add((reader.GetString(0), ToTime(reader, 1)));
        }

        return new CatalogueState(directories, images);
    }
}
