using System.Runtime.InteropServices;
using Imaginator.Host.Builds;
using Imaginator.Host.History.Logs;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Splits the pieces of a log into lines, with their numbers, times and stages. Not thread-safe.</summary>
/// <param name="lines">Receives the lines.</param>
/// <param name="start">The position of the first byte; it begins a line.</param>
internal sealed class LogScanner(ILogLines lines, LogPosition start)
{
    /// <summary>The maximum length of a line in bytes; the rest of a longer line is left out.</summary>
    public const int MaximumLineLength = 16 * 1024;

    private readonly List<byte> _text = [];
    private readonly List<string> _stages = [];
    private long _offset = start.Offset;
    private long _lineOffset = start.Offset;
    private int _number = start.Line;
    private long _omitted;
    private DateTimeOffset? _at;
    private DateTimeOffset? _lineAt;
    private bool _isDone;

    /// <summary>The position of the next byte.</summary>
    public long Offset => _offset;

    /// <summary>The position after the last line that has ended.</summary>
    public long EndOfLines => _text.Count > 0 || _omitted > 0 ? _lineOffset : _offset;

    /// <summary>Adds a piece. Returns false if the receiver accepts no more lines.</summary>
    public bool Add(LogChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        var marks = chunk.Marks;
        var bytes = chunk.Bytes.Span;

        // A piece can begin before the position at which the scan started.
        var skipped = (int)Math.Clamp(_offset - chunk.Offset, 0, bytes.Length);
        for (var i = 0; i < marks.Length && !_isDone; i++)
        {
            Enter(marks[i], isBefore: marks[i].Offset < _offset);
            var end = i + 1 < marks.Length ? marks[i + 1].Offset : chunk.Offset + bytes.Length;
            var until = (int)Math.Clamp(end - chunk.Offset, skipped, bytes.Length);
            AddBytes(bytes[skipped..until]);
            skipped = until;
        }

        if (!_isDone)
        {
            AddBytes(bytes[skipped..]);
        }

        return !_isDone;
    }

    /// <summary>Ends the log: its last line need not have a line end.</summary>
    public void Complete()
    {
        if (!_isDone && (_text.Count > 0 || _omitted > 0))
        {
            EndLine();
        }
    }

    private void Enter(LogMark mark, bool isBefore)
    {
        _at = mark.At;
        if (!isBefore && mark.Stage is { } stage)
        {
            _stages.Add(stage);
        }
    }

    private void AddBytes(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_isDone)
        {
            if (_text.Count == 0 && _omitted == 0)
            {
                (_lineOffset, _lineAt) = (_offset, _at);
            }

            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            Append(part);
            _offset += part.Length;
            if (end < 0)
            {
                return;
            }

            _offset++;
            bytes = bytes[(end + 1)..];
            EndLine();
        }
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        var kept = part[..Math.Min(part.Length, MaximumLineLength - _text.Count)];
        _text.AddRange(kept);
        _omitted += part.Length - kept.Length;
    }

    private void EndLine()
    {
        var line = new BuildLogLine
        {
            Number = _number,
            Offset = _lineOffset,
            Text = CollectionsMarshal.AsSpan(_text),
            Omitted = _omitted,
            At = _lineAt,
            Stages = _stages,
        };
        _isDone = !lines.Add(line);
        _number++;
        _omitted = 0;
        _stages.Clear();
        _text.Clear();
    }
}
