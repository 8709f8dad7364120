using System.Globalization;

namespace Imaginator.Plugins.GitSource.Channels.Inspection;

/// <summary>A channel that checks the answers of the server against limits before anything else interprets them.</summary>
/// <remarks>
/// The protocol (gitprotocol-pack): answers consist of lines, each with its length in four hexadecimal digits. Until the client
/// sends something, the lines are the references. After that, lines that begin with the byte 1 contain the pack. A server
/// without side bands sends the pack without lines.
/// </remarks>
internal sealed class InspectedChannel(IChannel inner, FetchLimits limits, bool listsReferences) : IChannel
{
    private const int HeaderLength = 4;
    private const int MaximumLine = 65_520;
    private const byte PackBand = 1;
    private const byte ProgressBand = 2;

    private readonly byte[] _header = new byte[HeaderLength];
    private bool _listsReferences = listsReferences;
    private PackInspector? _pack;
    private int _headerCount;
    private int _left;
    private LineKind _line;
    private long _references;
    private long _referenceBytes;
    private long _negotiationBytes;

    private enum LineKind
    {
        Header,
        Unknown,
        Text,
        Pack,
        Progress,
        BarePack,
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _listsReferences = false;
        inner.Write(bytes);
    }

    public int Read(Memory<byte> buffer)
    {
        var count = inner.Read(buffer);
        Inspect(buffer.Span[..count]);
        return count;
    }

    public void Dispose()
    {
        _pack?.Dispose();
        inner.Dispose();
    }

    private void Inspect(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            switch (_line)
            {
                case LineKind.BarePack:
                    InspectPack(bytes);
                    return;
                case LineKind.Header:
                    _header[_headerCount++] = bytes[0];
                    bytes = bytes[1..];
                    if (_headerCount == HeaderLength)
                    {
                        BeginLine();
                    }

                    break;
                case LineKind.Unknown:
                    _line = KindOf(bytes[0]);
                    bytes = _line == LineKind.Text ? bytes : Skip(bytes, 1);
                    break;
                default:
                    var piece = bytes[..Math.Min(_left, bytes.Length)];
                    InspectLine(piece);
                    bytes = Skip(bytes, piece.Length);
                    break;
            }
        }
    }

    private void BeginLine()
    {
        _headerCount = 0;
        if (!_listsReferences && _header.AsSpan().SequenceEqual("PACK"u8))
        {
            _line = LineKind.BarePack;
            InspectPack(_header);
            return;
        }

        if (!int.TryParse(_header, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
            || length is < 0 or > MaximumLine)
        {
            throw limits.Damaged("it does not speak git's protocol");
        }

        // Lengths below 4 are separators without contents.
        _left = Math.Max(0, length - HeaderLength);
        _line = _left == 0 ? LineKind.Header : LineKind.Unknown;
        if (_listsReferences)
        {
            _references++;
            _referenceBytes += HeaderLength;
            limits.CheckReferences(_references, _referenceBytes);
        }
        else
        {
            _negotiationBytes += HeaderLength;
            CheckNegotiation();
        }
    }

    private LineKind KindOf(byte first) => _listsReferences
        ? LineKind.Text
        : first switch
        {
            PackBand => LineKind.Pack,
            ProgressBand => LineKind.Progress,
            _ => LineKind.Text,
        };

    private void InspectLine(ReadOnlySpan<byte> piece)
    {
        if (_line == LineKind.Pack)
        {
            InspectPack(piece);
        }
        else if (_listsReferences)
        {
            _referenceBytes += piece.Length;
            limits.CheckReferences(_references, _referenceBytes);
        }
        else if (_line == LineKind.Text)
        {
            _negotiationBytes += piece.Length;
            CheckNegotiation();
        }
    }

    // The headers of lines with contents of the pack are not limited by this, but by the size of the fetch.
    private void CheckNegotiation()
    {
        if (_pack is null)
        {
            limits.CheckNegotiation(_negotiationBytes);
        }
    }

    private void InspectPack(ReadOnlySpan<byte> bytes) => (_pack ??= new PackInspector(limits)).Accept(bytes);

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes, int count)
    {
        _left -= count;
        if (_left == 0)
        {
            _line = LineKind.Header;
        }

        return bytes[count..];
    }
}
