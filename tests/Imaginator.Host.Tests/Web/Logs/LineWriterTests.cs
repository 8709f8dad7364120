using System.Buffers;
using System.Text;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Tests.Web.Logs;

public sealed class LineWriterTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;")]
    [InlineData("\e[31mred\e[0m end", "<span class=\"fg2\">red</span> end")]
    [InlineData("\e[31mred\e[m end", "<span class=\"fg2\">red</span> end")]
    [InlineData("\e[1;4;91;47mall\e[22;24;39;49m", "<span class=\"fg10 bg8 bold under\">all</span>")]
    [InlineData("\e[38;5;196mred", "<span class=\"fg10\">red</span>")]
    [InlineData("\e[38;5;3mx\e[48;5;0my", "<span class=\"fg4\">x</span><span class=\"fg4 bg1\">y</span>")]
    [InlineData("\e[38;2;0;0;255mblue", "<span class=\"fg13\">blue</span>")]
    [InlineData("\e[38:5:2mgreen", "<span class=\"fg3\">green</span>")]
    [InlineData("\e[31m<i>", "<span class=\"fg2\">&lt;i&gt;</span>")]
    [InlineData("\e[2K\e[1Gtext", "text")]
    [InlineData("\e[?25lhidden cursor", "hidden cursor")]
    [InlineData("\e]0;title\u0007text", "text")]
    [InlineData("\e]8;;http://x\e\\link\e]8;;\e\\", "link")]
    [InlineData("\e]without end", "without end")]
    [InlineData("\e]one\e]two\u0007three", "onethree")]
    [InlineData("\e]one\e[31mtwo\u0007", "one<span class=\"fg2\">two</span>")]
    [InlineData("\e(Btext", "text")]
    [InlineData("\e[31", "31")]
    [InlineData("\e", "")]
    [InlineData("\e[999999999999999mx", "x")]
    [InlineData("over\rwritten\u0007\b", "overwritten")]
    public void Text_IsShownAsATerminalWould(string text, string markup) =>
        Assert.Equal($"<li id=\"L1\"><a href=\"#L1\">1</a><span>{markup}</span></li>", Write(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void InvalidText_BecomesReplacementCharacters() =>
        Assert.Contains("<span>a\ufffdb</span>", Write([(byte)'a', 0xff, (byte)'b']), StringComparison.Ordinal);

    [Fact]
    public void Style_LastsUntilTheNextLine()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new LineWriter(output, TimeZoneInfo.Utc);
        writer.Write(LineOf("\e[32mgreen"u8));
        writer.Write(LineOf("more\e[0m"u8));

        Assert.EndsWith("<span><span class=\"fg3\">more</span></span></li>", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
        Assert.Equal(AnsiStyle.Plain, writer.Style);
        Assert.Equal(new AnsiStyle { Foreground = 3 }, LineWriter.StyleAfter("x\e[32mgreen"u8, AnsiStyle.Plain));
    }

    [Fact]
    public void Line_HasItsTimeInTheZoneOfTheMachine()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(2), "test", "test");
        var output = new ArrayBufferWriter<byte>();
        new LineWriter(output, zone).Write(LineOf("x"u8, new DateTimeOffset(2026, 11, 24, 23, 30, 1, TimeSpan.Zero)));

        Assert.Contains("<time>01:30:01</time><span>x</span>", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void CutLine_SaysSo()
    {
        var output = new ArrayBufferWriter<byte>();
        new LineWriter(output, TimeZoneInfo.Utc).Write(
            new BuildLogLine { Number = 1, Offset = 0, Text = "x"u8, Omitted = 12345, At = null, Stages = [] });

        Assert.Contains("x… 12,345 more bytes: see the plain text", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    private static string Write(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>();
        new LineWriter(output, TimeZoneInfo.Utc).Write(LineOf(text));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static BuildLogLine LineOf(ReadOnlySpan<byte> text, DateTimeOffset? at = null) =>
        new() { Number = 1, Offset = 0, Text = text, Omitted = 0, At = at, Stages = [] };
}
