using System.Buffers;
using System.Globalization;
using System.Text;

namespace Imaginator.Plugins.GitSource.Channels.Shallow;

/// <summary>
/// A channel that requests a limited number of commits of the history. It is necessary because LibGit2Sharp 0.32 uses
/// <c>FetchOptions.Depth</c> only for clones, not for fetches.
/// </summary>
/// <remarks>
/// The protocol (gitprotocol-pack, "Packfile Negotiation"): between its <c>want</c> lines and the flush packet, the client
/// sends <c>deepen N</c>. The answer of the server begins with <c>shallow ID</c> and <c>unshallow ID</c> lines and a flush
/// packet. This channel inserts the former and removes the latter.
/// </remarks>
internal sealed class ShallowChannel(IChannel inner, ShallowBoundary boundary) : IChannel
{
    private const int LengthDigits = 4;
    private const int MaximumLine = 65_520;

    private readonly ArrayBufferWriter<byte> _request = new();
    private byte[] _line = [];
    private ReadOnlyMemory<byte> _unread;
    private State _state = State.BeforeRequest;

    private enum State
    {
        BeforeRequest,
        BeforeAnswer,
        Passing,
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_state != State.BeforeRequest)
        {
            inner.Write(bytes);
            return;
        }

        _request.Write(bytes);
        if (FindFlush(_request.WrittenSpan) is not { } flush)
        {
            return;
        }

        // A flush packet without want lines ends the connection.
        if (flush > 0)
        {
            inner.Write(_request.WrittenSpan[..flush]);
            inner.Write(Encoding.ASCII.GetBytes(FormatLine($"deepen {boundary.Depth}\n")));
            _state = State.BeforeAnswer;
        }

        inner.Write(_request.WrittenSpan[flush..]);
        _request.ResetWrittenCount();
    }

    public int Read(Memory<byte> buffer)
    {
        if (_state == State.BeforeAnswer)
        {
            _state = State.Passing;
            _unread = ReadBoundary();
        }

        if (_unread.IsEmpty)
        {
            return inner.Read(buffer);
        }

        var count = Math.Min(_unread.Length, buffer.Length);
        _unread[..count].CopyTo(buffer);
        _unread = _unread[count..];
        return count;
    }

    public void Dispose() => inner.Dispose();

    private static string FormatLine(string text) =>
        (LengthDigits + text.Length).ToString("x4", CultureInfo.InvariantCulture) + text;

    // The offset of the first flush packet (0000) among complete lines; null if it has not been written.
    private static int? FindFlush(ReadOnlySpan<byte> lines)
    {
        for (var offset = 0; offset + LengthDigits <= lines.Length;)
        {
            var length = ParseLength(lines.Slice(offset, LengthDigits));
            if (length == 0)
            {
                return offset;
            }

            offset += length;
        }

        return null;
    }

    // Returns a line that does not belong to the boundary, such as an error of the server.
    private ReadOnlyMemory<byte> ReadBoundary()
    {
        while (ReadLine() is { } text)
        {
            if (text.Length == LengthDigits)
            {
                return default;
            }

            var words = Encoding.ASCII.GetString(text.Span[LengthDigits..]).TrimEnd('\n').Split(' ');
            switch (words)
            {
                case ["shallow", var commit] when IsId(commit):
                    boundary.Add(commit);
                    break;
                case ["unshallow", var commit] when IsId(commit):
                    boundary.Remove(commit);
                    break;
                default:
                    return text;
            }
        }

        return default;
    }

    // A line including its length; only the length for a flush packet; null at the end of the answer.
    private ReadOnlyMemory<byte>? ReadLine()
    {
        if (_line.Length == 0)
        {
            _line = new byte[MaximumLine];
        }

        if (!TryFill(0, LengthDigits))
        {
            return null;
        }

        var length = ParseLength(_line.AsSpan(0, LengthDigits));
        return length == 0 ? _line.AsMemory(0, LengthDigits)
            : TryFill(LengthDigits, length) ? _line.AsMemory(0, length)
            : null;
    }

    private bool TryFill(int from, int to)
    {
        while (from < to)
        {
            var count = inner.Read(_line.AsMemory(from, to - from));
            if (count == 0)
            {
                return false;
            }

            from += count;
        }

        return true;
    }

    private static int ParseLength(ReadOnlySpan<byte> digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
        && length is 0 or (> LengthDigits and <= MaximumLine)
            ? length
            : throw new InvalidDataException("the server does not speak git's protocol");

    private static bool IsId(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);
}
