using System.Buffers;
using System.Collections.Immutable;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Writes a window of a log. Not thread-safe.</summary>
/// <param name="start">The position at which the scan starts, at or before the first line.</param>
/// <param name="firstLine">The number of the first line of the window.</param>
/// <param name="count">The maximum number of lines.</param>
internal sealed class LogWindowWriter(LogPosition start, int firstLine, int count, TimeZoneInfo zone) : ILogLines
{
    /// <summary>A page must stay small, even with very long lines.</summary>
    private const int MaximumMarkup = 160 * 1024;

    private readonly ArrayBufferWriter<byte> _markup = new();
    private readonly ImmutableArray<int>.Builder _ends = ImmutableArray.CreateBuilder<int>();
    private LineWriter? _writer;
    private AnsiStyle _style = start.Style;

    public LogWindow Window => new(firstLine, _markup.WrittenMemory, _ends.ToImmutable());

    /// <summary>The style after the last line.</summary>
    public AnsiStyle Style => _writer?.Style ?? _style;

    public bool Add(in BuildLogLine line)
    {
        if (line.Number < firstLine)
        {
            _style = LineWriter.StyleAfter(line.Text, _style);
            return true;
        }

        _writer ??= new LineWriter(_markup, zone) { Style = _style };
        _writer.Write(line);
        _ends.Add(_markup.WrittenCount);
        return _ends.Count < count && _markup.WrittenCount < MaximumMarkup;
    }
}
