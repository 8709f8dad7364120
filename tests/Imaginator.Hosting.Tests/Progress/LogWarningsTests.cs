using System.Globalization;
using System.Text;
using Imaginator.Hosting.Progress;

namespace Imaginator.Hosting.Tests.Progress;

public sealed class LogWarningsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void FindsLinesThatBeginAsWarnings(int pieceLength)
    {
        const string Log = "$ mke2fs disk\nwarning: first\r\n a warning: no\nWarning: no\nwarning: \u001b[2Jsecond\nwarning:no\nwarning: last";

        Assert.Equal(["warning: first", @"warning: \x1b[2Jsecond", "warning: last"], WarningsOf(Log, pieceLength));
    }

    [Fact]
    public void KeepsFewWarnings_AndTheBeginningOfLongOnes()
    {
        var log = new StringBuilder();
        for (var number = 1; number <= 23; number++)
        {
            log.Append(CultureInfo.InvariantCulture, $"warning: {number} {new string('x', 100_000)}\n");
        }

        var warnings = WarningsOf(log.ToString(), 4096);

        Assert.Equal(21, warnings.Count);
        Assert.StartsWith("warning: 20 xxx", warnings[19], StringComparison.Ordinal);
        Assert.Equal(1000, warnings[19].Length);
        Assert.Equal("warning: 3 more lines of the build log: show them with -alwaysShowBuildLog", warnings[20]);
    }

    private static IReadOnlyList<string> WarningsOf(string log, int pieceLength)
    {
        var warnings = new LogWarnings();
        foreach (var piece in Encoding.UTF8.GetBytes(log).Chunk(pieceLength))
        {
            warnings.Read(piece);
        }

        return warnings.Complete();
    }
}
