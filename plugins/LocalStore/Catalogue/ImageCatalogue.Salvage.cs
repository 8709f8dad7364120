using Imaginator.ImageStores;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

internal sealed partial class ImageCatalogue
{
    /// <summary>Reads what can be read of a damaged catalogue: images in all states, and directories.</summary>
    public static (IReadOnlyList<ImageRow> Images, IReadOnlyList<ImageDirectoryInfo> Directories) Salvage(string path)
    {
        var images = new List<ImageRow>();
        var directories = new List<ImageDirectoryInfo>();
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
            connection.Open();
            Collect(() => ReadDirectories(connection), directories);
            using var command = Command(connection, $"SELECT {Columns} FROM images NOT INDEXED");
            Collect(() => Read(command), images);
        }
        catch (SqliteException)
        {
            // Nothing can be read.
        }

        return (
            [.. images.Where(image => ImageNames.IsValid(image.Name) && (image.State == ImageState.Gone || !image.Tree.IsZero))
                .DistinctBy(image => image.Name)],
            [.. directories.Where(directory => directory.Name.Length == 0 || ImageNames.IsValid(directory.Name))]);
    }

    private static void Collect<T>(Func<IEnumerable<T>> read, List<T> found)
    {
        try
        {
            foreach (var item in read())
            {
                found.Add(item);
            }
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or InvalidOperationException or ArgumentException)
        {
            // The rest is damaged: pages, or the types of values.
        }
    }
}
