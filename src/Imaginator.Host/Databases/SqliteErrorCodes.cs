using Microsoft.Data.Sqlite;

namespace Imaginator.Host.Databases;

/// <summary>Primary result codes of SQLite: https://www.sqlite.org/rescode.html.</summary>
internal static class SqliteErrorCodes
{
    public const int ReadOnly = 8;

    public const int InputOutput = 10;

    public const int Corrupt = 11;

    public const int Full = 13;

    public const int CannotOpen = 14;

    public const int NotADatabase = 26;

    /// <summary>Whether the file itself is damaged, so that another attempt fails in the same way.</summary>
    public static bool IsDamage(this SqliteException exception) => exception.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>
    /// Whether the disk is the cause: it is full or read-only, or reading or writing fails. Also a file that cannot be opened: SQLite
    /// reports a full disk so, because it opens other files beside the database.
    /// </summary>
    public static bool IsRefusalOfDisk(this SqliteException exception) =>
        exception.SqliteErrorCode is ReadOnly or InputOutput or Full or CannotOpen;
}
