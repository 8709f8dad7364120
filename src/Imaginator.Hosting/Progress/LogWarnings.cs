using System.Text;
using Imaginator.Files;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// Finds the warnings in the log of a build that succeeded: lines that begin with <c>warning: </c>. Programs of the build can write
/// such lines, too: only a few are kept, and the beginning of long ones. Not thread-safe.
/// </summary>
internal sealed class LogWarnings
{
    private const int MaximumWarnings = 20;
    private const int MaximumBytes = 1000;

    private readonly List<string> _warnings = [];
    private readonly byte[] _line = new byte[MaximumBytes];
    private int _length;
    private int _left;

    private static ReadOnlySpan<byte> Start => "warning: "u8;

    /// <summary>Reads the next piece of the log.</summary>
    public void Read(ReadOnlySpan<byte> piece)
    {
        while (piece.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Keep(piece[..end]);
            EndLine();
            piece = piece[(end + 1)..];
        }

        Keep(piece);
    }

    /// <summary>Ends the log and returns its warnings, and a line for those that are not kept.</summary>
    public IReadOnlyList<string> Complete()
    {
        EndLine();
        return _left == 0
            ? _warnings
            : [.. _warnings, $"warning: {_left} more {(_left == 1 ? "line" : "lines")} of the build log: show them with -alwaysShowBuildLog"];
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        var count = Math.Min(part.Length, _line.Length - _length);
        part[..count].CopyTo(_line.AsSpan(_length));
        _length += count;
    }

    private void EndLine()
    {
        var line = _line.AsSpan(0, _length);
        _length = 0;
        if (!line.StartsWith(Start))
        {
            return;
        }

        if (_warnings.Count == MaximumWarnings)
        {
            _left++;
            return;
        }

        _warnings.Add(FileName.ToDisplay(Encoding.UTF8.GetString(line).TrimEnd('\r')));
    }
}
