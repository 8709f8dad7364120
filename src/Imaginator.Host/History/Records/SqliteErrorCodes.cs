
namespace Imaginator.Host.History.Records;

/// <summary>Primary result codes of SQLite, from https://www.sqlite.org/rescode.html.</summary>
internal static class SqliteErrorCodes
{
    public const int Corrupt = 11;

    public const int NotADatabase = 26;
}
