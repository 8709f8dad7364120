using System.Text.RegularExpressions;

namespace Imaginator.Prose.Tests.Documents;

/// <summary>Finds relative links in Markdown documents whose file or heading does not exist.</summary>
internal static partial class DeadLinks
{
    private static readonly string[] SkippedDirectories = ["bin", "obj", "artifacts", ".git", ".vs", "Corpus"];

    /// <summary>Checks all documents below a directory.</summary>
    /// <returns>The number of links, and one line for each dead link.</returns>
    public static (int Links, IReadOnlyList<string> Dead) In(string root)
    {
        var links = Documents(root).SelectMany(document => LinksOf(root, document)).ToList();
        return (links.Count, [.. links.Where(link => !IsAlive(root, link)).Select(link => $"{link.Document}: {link.Target}")]);
    }

    private static IEnumerable<string> Documents(string directory) =>
        Directory.EnumerateFiles(directory, "*.md").Concat(
            Directory.EnumerateDirectories(directory)
                .Where(child => !SkippedDirectories.Contains(Path.GetFileName(child)))
                .SelectMany(Documents));

    private static IEnumerable<(string Document, string Target)> LinksOf(string root, string document) =>
        LinkPattern().Matches(WithoutCode(File.ReadAllText(document)))
            .Select(match => (Path.GetRelativePath(root, document), match.Groups["target"].Value))
            .Where(link => !link.Value.Contains("://", StringComparison.Ordinal));

    private static bool IsAlive(string root, (string Document, string Target) link)
    {
        var (path, anchor) = link.Target.Split('#', 2) is [var before, var after] ? (before, after) : (link.Target, "");
        var source = Path.Combine(root, link.Document);
        var file = path.Length == 0 ? source : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, path));
        return file.StartsWith(Path.GetFullPath(root), StringComparison.Ordinal)
            && (File.Exists(file) || Directory.Exists(file))
            && (anchor.Length == 0 || (File.Exists(file) && AnchorsOf(file).Contains(anchor)));
    }

    /// <summary>The anchors of the headings of a document, as GitHub makes them.</summary>
    private static HashSet<string> AnchorsOf(string document)
    {
        var anchors = new HashSet<string>();
        foreach (Match heading in HeadingPattern().Matches(FencePattern().Replace(File.ReadAllText(document), "")))
        {
            var words = LinkTextPattern().Replace(heading.Groups["text"].Value.Trim(), "$1");
            var anchor = PunctuationPattern().Replace(words, "").Replace(' ', '-').ToLowerInvariant();
            var unique = anchor;
            for (var number = 1; !anchors.Add(unique); number++)
            {
                unique = $"{anchor}-{number}";
            }
        }

        return anchors;
    }

    private static string WithoutCode(string text) => CodePattern().Replace(FencePattern().Replace(text, ""), "");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"^\s*```.*?^\s*```\s*?$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencePattern();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkTextPattern();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex PunctuationPattern();
}
