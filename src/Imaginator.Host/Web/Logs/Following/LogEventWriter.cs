using System.Buffers;
using System.Globalization;
using Imaginator.Host.Web.Html;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Web.Logs.Following;

/// <summary>
/// Writes server-sent events with markup: <c>stage</c> for a new section, <c>lines</c> for lines of the last section, <c>end</c> for the
/// end of the log. The id of an event is the number of the next line. Not thread-safe.
/// </summary>
internal sealed class LogEventWriter(IBufferWriter<byte> output, TimeZoneInfo zone)
{
    private bool _hasLines;

    /// <summary>The event for the end of the log.</summary>
    public static ReadOnlyMemory<byte> End { get; } = "event: end\ndata: end\n\n"u8.ToArray();

    /// <summary>Begins a section.</summary>
    public void WriteStage(string stage, string anchor, DateTimeOffset? at)
    {
        output.WriteMarkup("event: stage\ndata: <details class=\"stage\" open id=\""u8);
        output.WriteText(anchor);
        output.WriteMarkup("\"><summary>"u8);
        output.WriteText(stage);
        if (at is { } started)
        {
            output.WriteMarkup(" <span class=\"muted\">started "u8);
            output.WriteText(DisplayFormat.Time(started, zone));
            output.WriteMarkup("</span>"u8);
        }

        output.WriteMarkup("</summary><ol class=\"lines\"></ol></details>\n\n"u8);
    }

    /// <summary>Writes the markup of lines without line ends.</summary>
    public void WriteLines(LogWindow window, int firstLine, int count)
    {
        for (var line = firstLine; line < firstLine + count; line++)
        {
            BeginLine();
            output.Write(window.Slice(line, 1).Span);
            EndLine();
        }

        EndLines(firstLine + count);
    }

    /// <summary>Begins a line, whose markup is written next.</summary>
    public void BeginLine()
    {
        if (!_hasLines)
        {
            output.WriteMarkup("event: lines\n"u8);
            _hasLines = true;
        }

        output.WriteMarkup("data: "u8);
    }

    /// <summary>Ends a line.</summary>
    public void EndLine() => output.WriteMarkup("\n"u8);

    /// <summary>Ends the event of lines; nothing if there are none.</summary>
    public void EndLines(int nextLine)
    {
        if (_hasLines)
        {
            output.WriteMarkup("id: "u8);
            output.WriteText(nextLine.ToString(CultureInfo.InvariantCulture));
            output.WriteMarkup("\n\n"u8);
            _hasLines = false;
        }
    }

    /// <summary>Ends the log.</summary>
    public void WriteEnd() => output.WriteMarkup(End.Span);
}
