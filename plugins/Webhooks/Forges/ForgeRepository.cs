using System.Text.RegularExpressions;

namespace Imaginator.Plugins.Webhooks.Forges;

/// <summary>Finds the repository of a manifest URL on a forge. Thread-safe.</summary>
internal static partial class ForgeRepository
{
    /// <summary>Whether a text is the name of a repository: OWNER/NAME, or with more directories where the forge has groups.</summary>
    public static bool IsValid(string repository, bool hasTwoParts) =>
        repository.Split('/') is { Length: >= 2 and <= 20 } parts
        && (!hasTwoParts || parts.Length == 2)
        && Array.TrueForAll(parts, part => Part().IsMatch(part) && part is not ("." or ".."));

    /// <summary>
    /// Finds the repository of a manifest URL: <c>https://HOST/OWNER/NAME.git</c>, <c>ssh://git@HOST/OWNER/NAME</c> or
    /// <c>git@HOST:OWNER/NAME</c>.
    /// </summary>
    /// <param name="manifestUrl">The URL, with variables not expanded.</param>
    /// <param name="host">The host of the forge.</param>
    /// <returns>The repository; null if the URL is that of another host, or if a variable is a part of the name.</returns>
    public static string? Find(string manifestUrl, string host, bool hasTwoParts)
    {
        if (Address().Match(manifestUrl) is not { Success: true } match
            || !string.Equals(match.Groups["host"].Value, host, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var path = match.Groups["path"].Value.Trim('/');
        var repository = path.EndsWith(".git", StringComparison.Ordinal) ? path[..^".git".Length] : path;
        return IsValid(repository, hasTwoParts) ? repository : null;
    }

    [GeneratedRegex(
        @"^(?:(?:https?|ssh|git)://(?:[^/@]*@)?(?<host>[^/:@]+)(?::\d+)?/|(?:[^/@:]+@)(?<host>[^/:@]+):)(?<path>[^?#]+)(?:[?#].*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Address();

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
