using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Web.Console.Logs;
using Imaginator.Host.Web.Logs.Lines;
using static Imaginator.Host.Tests.Web.Logs.RecordedLines;

namespace Imaginator.Host.Tests.Web.Logs;

public sealed class LogIndexerTests
{
    [Fact]
    public void Index_HasTheStagesAndTheFirstError()
    {
        const string Log = "a\nb\nc\nerror: x\nd\n";
        var index = IndexOf(Log, [Mark(0, 0), Mark(4, 3, "Scripts"), Mark(15, 9, "scripts")], firstError: 6, stages: ["scan"]);

        Assert.Equal(5, index.Lines);
        Assert.Equal(4, index.FirstError);
        Assert.Equal(
            [
                new LogSection("", "stage-", 1, 2, Start),
                new LogSection("Scripts", "stage-scripts", 3, 2, Start.AddSeconds(3)),
                new LogSection("scripts", "stage-scripts-2", 5, 1, Start.AddSeconds(9)),
                new LogSection("scan", "stage-scan", 6, 0, null),
            ],
            index.Sections);
    }

    [Fact]
    public void EmptyLog_HasNoSections()
    {
        var index = IndexOf("", []);

        Assert.Equal(0, index.Lines);
        Assert.Null(index.FirstError);
        Assert.Empty(index.Sections);
        Assert.Equal(LogPosition.Start, index.Before(1));
    }

    [Fact]
    public void ReadingCanBeginNearEachLine_OfALogOfAnyLength()
    {
        const int Lines = 3_000_000;
        var indexer = new LogIndexer(null);
        for (var number = 1; number <= Lines; number++)
        {
            indexer.Add(new BuildLogLine { Number = number, Offset = number * 10L, Text = default, Omitted = 0, At = null, Stages = [] });
        }

        var index = indexer.ToIndex(Lines * 10L, []);

        Assert.InRange(index.Checkpoints.Length, 1000, 4096);
        foreach (var line in new[] { 1, 2, 255, 256, 257, 123_456, Lines })
        {
            var start = index.Before(line);
            Assert.InRange(line - start.Line, 0, 4096);
            Assert.Equal(start.Line * 10L, start.Offset);
        }
    }

    [Fact]
    public void Colours_GoOnAtTheNextLine()
    {
        var index = IndexOf("\e[31mred\nstill red\n", []);

        Assert.Equal(new AnsiStyle { Foreground = 2 }, index.End.Style);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public void Parts_CoverEachLineOnce(int lines)
    {
        var section = new LogSection("scripts", "stage-scripts", 3, lines, null);
        var first = Math.Max(1, lines / 2);
        var window = new LogWindow(first, new byte[30], [.. Enumerable.Range(1, 30)]);

        var parts = LogParts.Of(section, window, lines + 2);

        var next = 3;
        foreach (var part in parts)
        {
            Assert.Equal(next, part.FirstLine);
            Assert.InRange(part.Count, 1, lines);
            next += part.Count;
        }

        Assert.Equal(lines + 3, next);
        Assert.InRange(parts.Length, 1, 405);
        Assert.Single(parts, part => part.Markup is not null);
    }

    [Fact]
    public void Window_HasTheChosenLinesOnly()
    {
        var log = string.Concat(Enumerable.Range(1, 1000).Select(number => $"line {number.ToString(CultureInfo.InvariantCulture)}\n"));
        var index = IndexOf(log, []);
        var start = index.Before(700);
        var window = new LogWindowWriter(start, 700, 20, TimeZoneInfo.Utc);
        Scan(window, log, [], 4096, start);

        var lines = window.Window;

        Assert.Equal((700, 20, 720), (lines.FirstLine, lines.Count, lines.End));
        var last = System.Text.Encoding.UTF8.GetString(lines.Slice(719, 1).Span);
        Assert.Equal("<li id=\"L719\"><a href=\"#L719\">719</a><span>line 719</span></li>", last);
    }

    private static LogIndex IndexOf(string log, ImmutableArray<LogMark> marks, long? firstError = null, params string[] stages)
    {
        var indexer = new LogIndexer(firstError);
        var scanner = Scan(indexer, log, marks, 7);
        return indexer.ToIndex(scanner.EndOfLines, stages);
    }
}
