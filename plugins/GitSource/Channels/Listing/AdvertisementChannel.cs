using System.Buffers;
using System.Globalization;
using System.Text;

namespace Imaginator.Plugins.GitSource.Channels.Listing;

/// <summary>
/// A channel that removes from the list of references what libgit2 cannot read, and keeps it in an <see cref="Advertisement"/>.
/// </summary>
/// <remarks>
/// The protocol (gitprotocol-pack, "Reference Discovery"): the first reference has the capabilities of the server after a zero
/// byte. <c>symref=HEAD:NAME</c> can name a branch that the server hides, which LibGit2Sharp does not permit. A shallow repository
/// adds <c>shallow ID</c> lines, whose line feed libgit2 does not expect.
/// </remarks>
/// <param name="onReceived">Called for each piece that the server sends: a line can consist of many.</param>
internal sealed class AdvertisementChannel(IChannel inner, Advertisement advertisement, Action onReceived) : IChannel
{
    private const int HeaderLength = 4;
    private const int MaximumLine = 65_520;
    private const string HeadCapability = "symref=HEAD:";

    private readonly ArrayBufferWriter<byte> _passed = new();
    private byte[] _received = [];
    private int _receivedCount;
    private int _taken;
    private bool _isListed;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        // The client sends something only after it has read the list.
        _isListed = true;
        inner.Write(bytes);
    }

    public int Read(Memory<byte> buffer)
    {
        if (_taken == _passed.WrittenCount)
        {
            if (_isListed)
            {
                return inner.Read(buffer);
            }

            Receive();
        }

        var count = Math.Min(_passed.WrittenCount - _taken, buffer.Length);
        _passed.WrittenMemory.Slice(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    public void Dispose() => inner.Dispose();

    // Receives until something can be passed on, or to the end.
    private void Receive()
    {
        if (_received.Length == 0)
        {
            _received = new byte[2 * MaximumLine];
        }

        _passed.ResetWrittenCount();
        _taken = 0;
        while (_passed.WrittenCount == 0)
        {
            var count = inner.Read(_received.AsMemory(_receivedCount));
            if (count == 0)
            {
                // An incomplete line, which libgit2 reports.
                _passed.Write(_received.AsSpan(0, _receivedCount));
                _receivedCount = 0;
                return;
            }

            onReceived();
            _receivedCount += count;
            PassLines();
        }
    }

    private void PassLines()
    {
        var rest = _received.AsSpan(0, _receivedCount);
        while (rest.Length >= HeaderLength && LengthOf(rest) is var length && rest.Length >= length)
        {
            Pass(rest[..length]);
            rest = rest[length..];
        }

        rest.CopyTo(_received);
        _receivedCount = rest.Length;
    }

    private void Pass(ReadOnlySpan<byte> line)
    {
        var text = line[HeaderLength..];
        if (text.StartsWith("shallow "u8))
        {
            advertisement.IsShallow = true;
            return;
        }

        var zero = text.IndexOf((byte)0);
        if (zero < 0 || text[zero..].IndexOf("symref=HEAD:"u8) < 0)
        {
            _passed.Write(line);
            return;
        }

        // Latin-1 preserves all bytes.
        var capabilities = Encoding.Latin1.GetString(text[(zero + 1)..]).TrimEnd('\n').Split(' ');
        var target = capabilities.FirstOrDefault(capability => capability.StartsWith(HeadCapability, StringComparison.Ordinal));
        if (target is not null)
        {
            advertisement.HeadTarget = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(target[HeadCapability.Length..]));
        }

        var kept = capabilities.Where(capability => !capability.StartsWith(HeadCapability, StringComparison.Ordinal));
        byte[] changed = [.. text[..(zero + 1)], .. Encoding.Latin1.GetBytes(string.Join(' ', kept) + "\n")];
        _passed.Write(Encoding.ASCII.GetBytes((HeaderLength + changed.Length).ToString("x4", CultureInfo.InvariantCulture)));
        _passed.Write(changed);
    }

    // The lengths 0 to 3 are those of separators, which have only a header. Other malformed lengths are refused before.
    private static int LengthOf(ReadOnlySpan<byte> line) =>
        int.TryParse(line[..HeaderLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
            ? Math.Clamp(length, HeaderLength, MaximumLine)
            : HeaderLength;
}
