using Imaginator.ImageStores;
using Microsoft.Data.Sqlite;

namespace Imaginator.Plugins.S3.Catalogue;

/// <summary>Converts failures of the temporary database of this machine.</summary>
internal static class TableErrors
{
    // https://www.sqlite.org/rescode.html
    private const int SqliteFull = 13;

    public static ImageStoreException Translate(SqliteException exception, string store) => new(
        exception.SqliteErrorCode == SqliteFull ? ImageStoreError.Full : ImageStoreError.Unreachable,
        $"store {store}: cannot use the temporary table of objects: {exception.Message.TrimEnd('.')}; check the disk of /var/tmp and /tmp, and try again",
        exception);
}
