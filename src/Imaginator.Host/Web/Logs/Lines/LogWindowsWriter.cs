namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Writes successive windows of a log in one scan. Not thread-safe.</summary>
/// <param name="start">The position at which the scan starts, at or before the first line.</param>
/// <param name="firstLine">The number of the first line of the first window.</param>
/// <param name="count">The maximum number of lines of a window.</param>
/// <param name="maximum">The maximum number of windows.</param>
/// <param name="zone">The zone of the times.</param>
internal sealed class LogWindowsWriter(LogPosition start, int firstLine, int count, int maximum, TimeZoneInfo zone) : ILogLines
{
    private readonly List<LogWindow> _complete = [];
    private LogWindowWriter _current = new(start, firstLine, count, zone);

    /// <summary>The windows, at least one, which can be empty.</summary>
    public IReadOnlyList<LogWindow> Windows => _complete.Count == maximum ? _complete : [.. _complete, _current.Window];

    public bool Add(in BuildLogLine line)
    {
        if (_current.Add(line))
        {
            return true;
        }

        _complete.Add(_current.Window);
        var next = line.Number + 1;
        _current = new LogWindowWriter(start with { Line = next, Style = _current.Style }, next, count, zone);
        return _complete.Count < maximum;
    }
}
