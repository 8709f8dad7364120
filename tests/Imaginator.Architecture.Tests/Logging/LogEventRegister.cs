using System.Globalization;
using System.Text.RegularExpressions;

namespace Imaginator.Architecture.Tests.Logging;

/// <summary>The document that lists the ranges of event ids, and the events.</summary>
internal static partial class LogEventRegister
{
    public const string Path = "docs/reference/log-events.md";

    public static IReadOnlyList<(string Part, int First, int Last)> ReadRanges() =>
    [
        .. Range().Matches(Read()).Select(row => (row.Groups[3].Value, Number(row.Groups[1]), Number(row.Groups[2])))
            .OrderBy(range => range.Item2),
    ];

    /// <summary>The rows of the table of events, as they stand in the document.</summary>
    public static string ReadEvents() => string.Join('\n', Event().Matches(Read()).Select(row => row.Value));

    /// <summary>The rows as they must stand there.</summary>
    public static string Render(IEnumerable<LogEvent> events) =>
        string.Join('\n', events.Select(entry => $"| {entry.Id} | {entry.Level} | `{entry.Template.ReplaceLineEndings(" ")}` |"));

    private static string Read() => File.ReadAllText(System.IO.Path.Combine(Repository.Root, Path));

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (\d+)–(\d+) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Range();

    [GeneratedRegex(@"^\| \d+ \| \w+ \| `.*` \|$", RegexOptions.Multiline)]
    private static partial Regex Event();
}
