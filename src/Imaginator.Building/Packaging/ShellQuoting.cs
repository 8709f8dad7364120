namespace Imaginator.Building.Packaging;

/// <summary>Text as words of a POSIX shell that mean exactly that text.</summary>
internal static class ShellQuoting
{
    /// <summary>Quotes a text: in single quotes nothing but a single quote has a meaning.</summary>
    /// <param name="text">The text; any character but zero, which no shell word can hold.</param>
    /// <returns>The word.</returns>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Quotes texts and puts spaces between them.</summary>
    /// <param name="texts">The texts.</param>
    /// <returns>The words; empty for none.</returns>
    public static string QuoteAll(IEnumerable<string> texts) => string.Join(' ', texts.Select(Quote));
}
