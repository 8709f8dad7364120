using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Hosting.Progress;
using Spectre.Console;

namespace Imaginator.Hosting.Tests.Progress;

public sealed class TerminalFilterTests
{
    [Theory]
    [InlineData("plain\ttext\n", "plain\ttext\n")]
    [InlineData("\e[31mred\e[0m\n", "red\n")]
    [InlineData("a\e[2Jb\e[1;1Hc\e[?25ld", "abcd")]
    [InlineData("a\e]0;title\ab", "ab")]
    [InlineData("a\e]52;c;ZXZpbA==\e\\b", "ab")]
    [InlineData("a\eP1$r0m\e\\b\e_app\e\\c\e^pm\e\\d", "abcd")]
    [InlineData("a\u009B31mb\u009D0;x\u009Cc", "abc")]
    [InlineData("a\e(0b\ecd", "abd")]
    [InlineData("a\rb\bc\ad\u007Fe", "abcde")]
    [InlineData("a\e[38;5;1\u0018b", "ab")]
    [InlineData("\e]0;never ends\nnext line\n", "\nnext line\n")]
    [InlineData("\e[999\nnext line\n", "\nnext line\n")]
    [InlineData("\eP\nnext line\n", "\nnext line\n")]
    public void Text_StaysWithoutControls_WhereverItIsCut(string output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(output);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(text, Strip(Show(bytes[..cut], bytes[cut..])));
        }
    }

    [Fact]
    public void Colours_Stay_AndNothingElse()
    {
        Assert.Equal("a\e[0;38;5;1mb\e[0;1;38;5;1mc\e[0md", Show("a\e[31mb\e[1mc\e[md"u8.ToArray()));
        Assert.Equal("\e[0;38;2;1;2;3;48;5;200mx\e[0m", Show("\e[38;2;1;2;3m\e[48;5;200mx"u8.ToArray()));

        // Hidden and blinking text, and malformed colours.
        Assert.Equal("abcd", Show("\e[8ma\e[5mb\e[38;5;999mc\e[38;2;1md"u8.ToArray()));
    }

    [Fact]
    public void RandomOutput_LeavesOnlyTextAndColours()
    {
        var random = new Random(12);
        string[] pieces = ["\e", "[", "]", "P", "m", "31", ";", "?", " ", "\a", "\\", "\n", "x", "\u009B", "\u009D", "\u009C", "\0", "\u0018", "é"];
        for (var i = 0; i < 5000; i++)
        {
            var output = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => pieces[random.Next(pieces.Length)]));
            var shown = Strip(Show(Encoding.UTF8.GetBytes(output)));
            Assert.DoesNotContain(shown, letter => letter != '\n' && char.IsControl(letter));
        }
    }

    [Fact]
    public void OutputWithoutColours_GetsTheTextAlone() =>
        Assert.Equal("error: no such file\n", Show(hasColours: false, "\e]0;x\a\e[1;31merror\e[0m: no such file\r\n"u8.ToArray()));

    [Theory]
    [InlineData("a\nFAILED: no space\n", "a\n")]
    [InlineData("a\n\e[31mFAILED: no space\e[0m\n", "a\n")]
    [InlineData("a\nFAILED: no space", "a\n")]
    [InlineData("a\nFAILED: other\n", "a\nFAILED: other\n")]
    [InlineData("FAILED: no space\nb\n", "FAILED: no space\nb\n")]
    [InlineData("FAILED: no space\nFAILED: no space\n", "FAILED: no space\n")]
    [InlineData("FAIL\n\nFAILED: \n", "FAIL\n\nFAILED: \n")]
    public void FailureAtTheEnd_IsLeftToTheProgram_WhereverItIsCut(string output, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(output);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            using var stream = new MemoryStream();
            using (var text = new ConsoleText(stream, hasColours: false))
            {
                text.Write(bytes.AsSpan(0, cut));
                text.Write(bytes.AsSpan(cut));
                text.Fail("no space");
            }

            Assert.Equal(expected, Encoding.UTF8.GetString(stream.ToArray()));
        }
    }

    [Fact]
    public void LineOfASuccessfulBuild_StaysWhateverItSays() =>
        Assert.Equal("FAILED: 0 tests\n", Show(hasColours: false, "FAILED: 0 tests\n"u8.ToArray()));

    [Fact]
    public void IncompleteLine_IsShownAtOnce()
    {
        using var stream = new MemoryStream();
        using var text = new ConsoleText(stream, hasColours: false);

        text.Write("downloading"u8);

        Assert.Equal("downloading", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("no space", "a")]
    [InlineData("other", "a|FAILED: no space")]
    [InlineData(null, "a|FAILED: no space")]
    public void FailureAtTheEnd_IsLeftToTheProgram_OnATerminal(string? failure, string expected)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        var text = new TerminalText(console);

        text.Write("a\nFAILED: no space\n"u8);
        text.End(failure);

        Assert.Equal(
            expected, string.Join('|', writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd())));
    }

    [Fact]
    public void LineLikeThatOfAStage_IsShown_ExceptForThoseOfShownStages()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        var text = new TerminalText(console);
        var finished = new StageFinished("s", BuildStage.Scan, TimeSpan.FromMilliseconds(250), "3 files");
        text.Write("-- scan: 0.250s, 3 files\n"u8);
        text.Stages.Add(finished);
        text.Write("-- hidden by the script\n-- scan: 0.250s, 3 files\n-- scan: 0.250s, 3 files\nlast\n"u8);

        Assert.Equal(
            ["-- scan: 0.250s, 3 files", "-- hidden by the script", "-- scan: 0.250s, 3 files", "last"],
            writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()));
    }

    private static string Show(params byte[][] pieces) => Show(hasColours: true, pieces);

    private static string Show(bool hasColours, params byte[][] pieces)
    {
        using var stream = new MemoryStream();
        using (var text = new ConsoleText(stream, hasColours))
        {
            foreach (var piece in pieces)
            {
                text.Write(piece);
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // Removes exactly the sequences that the filter can write.
    private static string Strip(string shown) => System.Text.RegularExpressions.Regex.Replace(shown, "\e\\[[0-9;]*m", "");
}
