using System.Text.RegularExpressions;

namespace Imaginator.Building.Sandboxing.Causes;

/// <summary>Finds the line of a failed command's output that a person would quote.</summary>
/// <remarks>
/// <code>
/// 1 usage    a tool that prints its usage names the fault before it
/// 2 tool     the output ends as a failure of a known tool does: its most telling line        (CauseTable)
/// 3 chain    the last line is an error: the first error of the last lines
/// 4 last     the last line
/// </code>
/// </remarks>
internal static class CauseFinder
{
    private const int ChainLength = 10;
    private const int MaximumUsageDistance = 3;

    private static readonly string[] ErrorPrefixes = ["E: ", "error: ", "fatal: "];

    /// <summary>Finds the line.</summary>
    /// <param name="lines">The last lines of the output: printable, not empty, with their indentation.</param>
    /// <returns>The line or the telling part of it; null if there are no lines.</returns>
    public static string? Find(IReadOnlyList<string> lines) => lines.Count == 0
        ? null
        : (BeforeUsage(lines) ?? OfTool(lines) ?? OfChain(lines) ?? lines[^1]).Trim();

    private static string? BeforeUsage(IReadOnlyList<string> lines)
    {
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].StartsWith("usage:", StringComparison.OrdinalIgnoreCase)
                && (lines.Count - i <= MaximumUsageDistance || lines.Skip(i + 1).All(IsPartOfUsage)))
            {
                return lines[i - 1];
            }
        }

        return null;
    }

    // Indented text, headings.
    private static bool IsPartOfUsage(string line) => IsIndented(line) || line.TrimEnd().EndsWith(':');

    private static string? OfTool(IReadOnlyList<string> lines)
    {
        // A failure can end with indented lines that belong to the one above them.
        var end = lines.Count - 1;
        while (end > 0 && IsIndented(lines[end]) && !CauseTable.Tools.Any(tool => tool.End.IsMatch(lines[end])))
        {
            end--;
        }

        // Several tools end with a line that begins with "Error:".
        foreach (var tool in CauseTable.Tools.Where(tool => tool.End.IsMatch(lines[end])).OrderBy(tool => !HasStarted(tool, lines)))
        {
            if (Find(tool, lines) is { } cause)
            {
                return cause;
            }
        }

        return null;
    }

    private static string? Find(ToolOutput tool, IReadOnlyList<string> lines)
    {
        var start = StartOf(tool, lines);
        foreach (var pattern in tool.Causes)
        {
            for (var i = start; i < lines.Count; i++)
            {
                if (Match(pattern, lines, i) is { } cause)
                {
                    return cause;
                }
            }
        }

        return null;
    }

    private static bool HasStarted(ToolOutput tool, IReadOnlyList<string> lines) =>
        tool.Start is { } start && lines.Any(start.IsMatch);

    private static int StartOf(ToolOutput tool, IReadOnlyList<string> lines)
    {
        for (var i = lines.Count - 1; i >= 0 && tool.Start is { } first; i--)
        {
            if (first.IsMatch(lines[i]))
            {
                return i;
            }
        }

        return Math.Max(0, lines.Count - tool.Window);
    }

    private static string? Match(CausePattern pattern, IReadOnlyList<string> lines, int index)
    {
        var match = pattern.Line.Match(lines[index]);
        var line = pattern.TakesNextLine ? index + 1 : index;
        if (!match.Success || line == lines.Count || pattern.Except?.IsMatch(lines[line]) == true)
        {
            return null;
        }

        if (!pattern.TakesNextLine)
        {
            return match.Groups["cause"].Value;
        }

        var name = PackageOf(match.Groups["name"]);
        var cause = lines[line].Trim();
        return cause.Contains(name, StringComparison.Ordinal) ? cause : $"{name}: {cause}";
    }

    /// <summary>The name of a package, which can be given as its file.</summary>
    private static string PackageOf(Group name)
    {
        var file = name.Value[(name.Value.LastIndexOf('/') + 1)..];
        return file.EndsWith(".deb", StringComparison.Ordinal) ? file.Split('_')[0] : file;
    }

    private static string? OfChain(IReadOnlyList<string> lines) =>
        IsError(lines[^1]) ? lines.Skip(lines.Count - ChainLength).First(IsError) : null;

    // As apt and its relatives write errors, and most other tools.
    private static bool IsError(string line) =>
        ErrorPrefixes.Any(prefix => line.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsIndented(string line) => line.Length > 0 && line[0] is ' ' or '\t';
}
