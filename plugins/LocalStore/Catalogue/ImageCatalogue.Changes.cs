using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

internal sealed partial class ImageCatalogue
{
    public CatalogueWatch Watch() => new(database.Open());

    internal static CatalogueState ReadState(SqliteConnection connection, DateTimeOffset now)
    {
        // One transaction, so that images and directories belong to the same state.
        using var transaction = connection.BeginTransaction(deferred: true);
        var directories = ReadDirectories(connection);
        using var command = Command(
            connection, $"SELECT name, expires_at FROM images WHERE {IsListed} ORDER BY name", ("$now", now.UtcTicks));
        using var reader = command.ExecuteReader();
        var images = new List<(string, DateTimeOffset?)>();
        while (reader.Read())
        {
            images.Add((reader.GetString(0), ToTime(reader, 1)));
        }

        return new CatalogueState(directories, images);
    }
}
