using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.LocalStore.Catalogue;

internal sealed partial class ImageCatalogue
{
    /// <summary>
    /// Reads what can be read of a damaged catalogue: images in all states, and directories. Fails if the cause is not the damage, for
    /// example a disk that is away (<see cref="StoreErrors.IsFailedRead(SqliteException)"/>).
    /// </summary>
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
        catch (SqliteException e) when (!StoreErrors.IsFailedRead(e))
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
        catch (Exception e) when (
            e is InvalidCastException or InvalidOperationException or ArgumentException
            || (e is SqliteException failure && !StoreErrors.IsFailedRead(failure)))
        {
            // The rest is damaged: pages, or the types of values.
        }
    }
}
