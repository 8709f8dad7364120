using System.Globalization;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Catalogue;

/// <summary>Tells a damaged catalogue from one that could not be read: SQLite reports failed reads as faults of its file, too.</summary>
internal static class IntegrityCheck
{
    // The texts of SQLite for pages that it could not read, the first one with the extended result code.
    private const string CodeMark = "unable to get page. error code=";
    private const string PageMark = "failed to get page";

    /// <summary>
    /// Runs a check, which returns one line for each fault, and repeats it if it finds some. Only what is found again is damage; fails if
    /// a page cannot be read again either.
    /// </summary>
    /// <param name="path">The path of the catalogue, for messages.</param>
    /// <param name="check">The check.</param>
    public static IReadOnlyList<string> Run(string path, Func<IReadOnlyList<string>> check)
    {
        if (check().Count == 0)
        {
            return [];
        }

        var faults = check();
        return faults.FirstOrDefault(IsFailedRead) is { } failure
            ? throw StoreErrors.UnreadableCatalogue(path, failure.ReplaceLineEndings(" "))
            : faults;
    }

    // One line can have several faults of the same table.
    private static bool IsFailedRead(string line)
    {
        if (line.Contains(PageMark, StringComparison.Ordinal))
        {
            return true;
        }

        var start = line.IndexOf(CodeMark, StringComparison.Ordinal);
        if (start < 0)
        {
            return false;
        }

        var code = line.AsSpan(start + CodeMark.Length);
        var end = code.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? code : code[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && StoreErrors.IsFailedRead(number);
    }
}
