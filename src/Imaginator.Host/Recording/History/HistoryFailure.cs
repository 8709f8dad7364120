using Microsoft.Data.Sqlite;

namespace Imaginator.Host.Recording.History;

/// <summary>How a history fails that the machine does not let work: disk full, file damaged.</summary>
internal static class HistoryFailure
{
    /// <summary>Whether the exception is of that kind.</summary>
    public static bool Is(Exception exception) =>
        exception is SqliteException or IOException or UnauthorizedAccessException or ImaginatorException;
}
