using System.Collections.Immutable;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Web.Logs.Lines;
using static Imaginator.Host.Tests.Web.Logs.RecordedLines;

namespace Imaginator.Host.Tests.Web.Logs;

public sealed class LogScannerTests
{
    private const string Log = "before\n\nfirst \u6f22\nsecond\nhalf";

    private static readonly ImmutableArray<LogMark> Marks =
        [Mark(0, 0), Mark(8, 5, "unpack"), Mark(8, 6, "scripts"), Mark(18, 7), Mark(20, 8)];

    private static readonly string[] Expected =
    [
        "1 0 0 [] before",
        "2 7 0 [] ",
        "3 8 6 [unpack scripts] first \u6f22",
        "4 18 7 [] second",
        "5 25 8 [] half",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1000)]
    public void Lines_AreTheSame_HoweverTheLogIsDivided(int pieceLength)
    {
        var lines = new RecordedLines();
        var scanner = Scan(lines, Log, Marks, pieceLength);

        Assert.Equal(Expected, lines.Lines);
        Assert.Equal(29, scanner.Offset);
        Assert.Equal(29, scanner.EndOfLines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(1000)]
    public void Scan_CanBeginAtAnyLine(int pieceLength)
    {
        var lines = new RecordedLines();
        Scan(lines, Log, Marks, pieceLength, new LogPosition(18, 4, AnsiStyle.Plain));

        Assert.Equal(Expected[3..], lines.Lines);
    }

    [Fact]
    public void Receiver_CanStop()
    {
        var lines = new RecordedLines { Maximum = 2 };
        Scan(lines, Log, Marks, 1000);

        Assert.Equal(Expected[..2], lines.Lines);
    }

    [Fact]
    public void LineWithoutItsEnd_IsNotDelivered_WhileTheLogGrows()
    {
        var lines = new RecordedLines();
        var scanner = new LogScanner(lines, LogPosition.Start);

        Assert.True(scanner.Add(new(0, "whole\nhalf"u8.ToArray(), [])));

        Assert.Equal(["1 0 - [] whole"], lines.Lines);
        Assert.Equal(6, scanner.EndOfLines);
    }

    [Fact]
    public void VeryLongLine_IsCut()
    {
        var lines = new RecordedLines();
        Scan(lines, new string('x', LogScanner.MaximumLineLength + 5) + "\nnext\n", [], 10_000);

        Assert.Equal(2, lines.Lines.Count);
        Assert.EndsWith("x +5", lines.Lines[0], StringComparison.Ordinal);
        Assert.Equal($"2 {LogScanner.MaximumLineLength + 6} - [] next", lines.Lines[1]);
    }
}
