namespace Imaginator.Browser.Tests.Browsers;

/// <summary>The files of screenshots. They stay after the tests, for people to look at.</summary>
internal static class Screenshot
{
    private const int MaximumLength = 150;

    /// <summary>The path of a screenshot. Each character that is unusual in the name of a file becomes a hyphen.</summary>
    public static string PathOf(string name)
    {
        var letters = name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter : '-').Take(MaximumLength);
        return RepositoryFiles.PathOf("artifacts", "screenshots", string.Concat(letters) + ".png");
    }
}
