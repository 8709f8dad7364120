namespace Imaginator.Building.Packaging;

/// <summary>Converts texts to words of a POSIX shell that expand to exactly these texts.</summary>
internal static class ShellQuoting
{
    /// <summary>Quotes a text without null characters: inside single quotes, only a single quote is special.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Quotes texts and separates them by spaces.</summary>
    public static string QuoteAll(IEnumerable<string> texts) => string.Join(' ', texts.Select(Quote));
}
