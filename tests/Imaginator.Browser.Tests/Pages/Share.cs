namespace Imaginator.Browser.Tests.Pages;

/// <summary>The part of the rows of a test that <c>./test.sh</c> runs; <c>./test.sh --long browser</c> runs all.</summary>
internal static class Share
{
    /// <summary>Whether all rows run.</summary>
    public static bool IsComplete => Environment.GetEnvironmentVariable("IMAGINATOR_BROWSER_PAGES") == "all";

    /// <summary>All rows, or every third one.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> rows) => IsComplete ? rows : rows.Where((_, index) => index % 3 == 0);
}
