namespace Imaginator.Host.Recording.History;

/// <summary>The primary result codes of SQLite that matter here: https://www.sqlite.org/rescode.html.</summary>
internal static class SqliteErrorCodes
{
    public const int Corrupt = 11;

    public const int NotADatabase = 26;
}
