using System.Buffers;
using System.Globalization;
using System.Text;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>
/// Writes lines of a log as items of a list: the number as a link, the time, and the text with the colours that terminals would show.
/// Invalid UTF-8 becomes replacement characters, and control characters are left out. Not thread-safe.
/// </summary>
internal sealed class LineWriter(IBufferWriter<byte> output, TimeZoneInfo zone)
{
    private const int MaximumSequenceLength = 64;

    private char[] _letters = new char[1024];

    /// <summary>The style at the start of the next line.</summary>
    public AnsiStyle Style { get; set; }

    /// <summary>Writes one line, without a line end in its markup.</summary>
    public void Write(in BuildLogLine line)
    {
        Span<char> number = stackalloc char[12];
        line.Number.TryFormat(number, out var digits, default, CultureInfo.InvariantCulture);
        output.WriteMarkup("<li id=\"L"u8);
        output.WriteText(number[..digits]);
        output.WriteMarkup("\"><a href=\"#L"u8);
        output.WriteText(number[..digits]);
        output.WriteMarkup("\">"u8);
        output.WriteText(number[..digits]);
        output.WriteMarkup("</a>"u8);
        if (line.At is { } at)
        {
            output.WriteMarkup("<time>"u8);
            output.WriteText(DisplayFormat.TimeOfDay(at, zone));
            output.WriteMarkup("</time>"u8);
        }

        output.WriteMarkup("<span>"u8);
        WriteColored(line.Text);
        if (line.Omitted > 0)
        {
            output.WriteText(string.Create(CultureInfo.InvariantCulture, $"… {line.Omitted:N0} more bytes: see the plain text"));
        }

        output.WriteMarkup("</span></li>"u8);
    }

    /// <summary>The style after a line that is not written.</summary>
    public static AnsiStyle StyleAfter(ReadOnlySpan<byte> text, AnsiStyle style)
    {
        Span<char> buffer = stackalloc char[MaximumSequenceLength];
        while (text.IndexOf((byte)AnsiSequence.Escape) is >= 0 and var start)
        {
            // Sequences consist of ASCII.
            var sequence = text[start..];
            var letters = buffer[..Math.Min(sequence.Length, MaximumSequenceLength)];
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = (char)sequence[i];
            }

            text = sequence[AnsiSequence.Read(letters, ref style)..];
        }

        return style;
    }

    private void WriteColored(ReadOnlySpan<byte> text)
    {
        var capacity = Encoding.UTF8.GetMaxCharCount(text.Length);
        if (_letters.Length < capacity)
        {
            _letters = new char[capacity];
        }

        var letters = _letters.AsSpan(0, Encoding.UTF8.GetChars(text, _letters));
        var style = Style;
        var start = 0;
        for (var i = 0; i < letters.Length;)
        {
            if (!char.IsControl(letters[i]) || letters[i] == '\t')
            {
                i++;
                continue;
            }

            WriteRun(letters[start..i], style);
            i += letters[i] == AnsiSequence.Escape ? AnsiSequence.Read(letters[i..], ref style) : 1;
            start = i;
        }

        WriteRun(letters[start..], style);
        Style = style;
    }

    private void WriteRun(ReadOnlySpan<char> text, AnsiStyle style)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (style == AnsiStyle.Plain)
        {
            output.WriteText(text);
            return;
        }

        output.WriteMarkup("<span class=\""u8);
        output.WriteText(style.Classes);
        output.WriteMarkup("\">"u8);
        output.WriteText(text);
        output.WriteMarkup("</span>"u8);
    }
}
