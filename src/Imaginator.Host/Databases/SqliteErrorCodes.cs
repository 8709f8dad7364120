using Microsoft.Data.Sqlite;

namespace Imaginator.Host.Databases;

/// <summary>Primary result codes of SQLite: https://www.sqlite.org/rescode.html.</summary>
internal static class SqliteErrorCodes
{
    public const int Corrupt = 11;

    public const int NotADatabase = 26;

    /// <summary>Whether the file itself is damaged, so that another attempt fails in the same way.</summary>
    public static bool IsDamage(this SqliteException exception) => exception.SqliteErrorCode is Corrupt or NotADatabase;
}
