using System.Text.Json;
using Imaginator.Host.Observability.Logging;

namespace Imaginator.Host.Tests.Observability.Logging;

public sealed class LogLineTests
{
    [Fact]
    public void Line_HasTimeLevelSourceMessageAndFurtherFields()
    {
        using var log = new TestLog();

        using (log.Logger().BeginScope(new Dictionary<string, object> { ["Build"] = 17 }))
        {
            TestMessages.Started(log.Logger(), "base/debian", "ann");
        }

        Assert.Matches(
            @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INF BuildQueue: Build of base/debian started for ann  Build=17\n$", log.Latest);
    }

    [Fact]
    public void Subseconds_AddsAFraction()
    {
        using var log = new TestLog(settings => settings with { Subseconds = true });

        TestMessages.Started(log.Logger(), "base", "ann");

        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} INF ", log.Latest);
    }

    [Fact]
    public void ForeignText_CannotForgeAnEntryOrControlTheTerminal()
    {
        using var log = new TestLog();

        TestMessages.Started(log.Logger(), "x\n2026-11-23 19:30:00 INF BuildQueue: forged", "\u001b[31mred\u202Eder");

        var lines = log.Latest.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("    2026-11-23 19:30:00 INF BuildQueue: forged", lines[1], StringComparison.Ordinal);
        Assert.Contains(@"\u001b[31mred\u202eder", log.Latest, StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_FollowsIndented()
    {
        using var log = new TestLog();

        TestMessages.CannotReload(log.Logger(), "/etc/x", new InvalidOperationException("two\nlines"));

        var lines = log.Latest.TrimEnd('\n').Split('\n');
        Assert.EndsWith("ERR BuildQueue: Cannot reload /etc/x", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
        Assert.Contains("InvalidOperationException: two", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void LongLine_IsCut()
    {
        using var log = new TestLog(settings => settings with { Quota = 10_000_000, MaximumFileSize = 1_000_000 });

        TestMessages.Started(log.Logger(), new string('x', 500_000), "ann");

        Assert.InRange(log.Latest.Length, 60_000, 70_000);
    }

    [Fact]
    public void Json_HasEveryFieldByName()
    {
        using var log = new TestLog(settings => settings with { Format = LogFormat.Json });

        TestMessages.Started(log.Logger(), "base/\"debian\"", "ann");

        using var line = JsonDocument.Parse(log.Latest);
        Assert.Equal("base/\"debian\"", line.RootElement.GetProperty("Stream").GetString());
        Assert.Equal("ann", line.RootElement.GetProperty("User").GetString());
        Assert.Equal(9000, line.RootElement.GetProperty("EventId").GetProperty("Id").GetInt32());
        Assert.Equal("Imaginator.Host.Queue.BuildQueue", line.RootElement.GetProperty("SourceContext").GetString());
    }

    [Fact]
    public void RecentLines_KeepsTheNewestWithinTheirNumberAndLength()
    {
        using var log = new TestLog();

        for (var number = 0; number < 25; number++)
        {
            TestMessages.Started(log.Logger(), $"stream-{number}", number == 24 ? new string('x', 100_000) : "ann");
        }

        var lines = log.Log.Recent.Newest();
        Assert.Equal(10, lines.Length);
        Assert.Contains("stream-15", lines[0], StringComparison.Ordinal);
        Assert.Contains("stream-24", lines[9], StringComparison.Ordinal);
        Assert.InRange(lines[9].Length, 2000, 2100);
        Assert.Equal(lines[7..], log.Log.Recent.Newest(3));
    }

    [Fact]
    public void Journal_GetsPrioritiesAndNoTimes()
    {
        using var log = new TestLog(settings => settings with { AlsoToStandardError = true }, isJournal: true);

        TestMessages.Started(log.Logger(), "base", "ann");
        TestMessages.CannotReload(log.Logger(), "/etc/x", new InvalidOperationException("why"));

        var lines = log.StandardError.TrimEnd('\n').Split('\n');
        Assert.Equal("<6>INF BuildQueue: Build of base started for ann", lines[0]);
        Assert.Equal("<3>ERR BuildQueue: Cannot reload /etc/x", lines[1]);
        Assert.All(lines[1..], line => Assert.StartsWith("<3>", line, StringComparison.Ordinal));
    }
}
