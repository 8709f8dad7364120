using Microsoft.Data.Sqlite;

namespace Imaginator.Host.History.Records;

/// <summary>Recognizes failures of the history's storage, for example a full disk or a damaged file.</summary>
internal static class HistoryFailures
{
    public static bool IsStorageFailure(Exception exception) =>
        exception is SqliteException or IOException or UnauthorizedAccessException or ImaginatorException;
}
