using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Imaginator.PackageCache.Tunnels;

/// <summary>A request for a tunnel: <c>CONNECT HOST:PORT</c> (RFC 9110, section 9.3.6).</summary>
/// <param name="Host">The name or address of the server, without brackets.</param>
/// <param name="Port">Its port.</param>
/// <param name="Authorization">The header <c>Proxy-Authorization</c>; null if there is none.</param>
internal sealed record TunnelRequest(string Host, int Port, string? Authorization)
{
    /// <summary>The maximum length of a request in bytes.</summary>
    public const int MaximumLength = 16 * 1024;

    private const string Authenticate = "Proxy-Authorization:";

    /// <summary>The start of a request.</summary>
    public static ReadOnlySpan<byte> Method => "CONNECT "u8;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Whether bytes can be the start of such a request.</summary>
    public static bool CanStart(ReadOnlySequence<byte> bytes)
    {
        var start = bytes.Slice(0, Math.Min(bytes.Length, Method.Length)).ToArray();
        return Method.StartsWith(start);
    }

    /// <summary>Finds the end of a request, after its empty line; null if it has not arrived.</summary>
    public static SequencePosition? FindEnd(ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        return reader.TryReadTo(out ReadOnlySequence<byte> _, End) ? reader.Position : null;
    }

    /// <summary>Parses a request up to its empty line.</summary>
    public static bool TryParse(ReadOnlySequence<byte> bytes, [NotNullWhen(true)] out TunnelRequest? request)
    {
        request = null;
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        if (lines[0].Split(' ') is not [_, var target, "HTTP/1.1" or "HTTP/1.0"]
            || target.LastIndexOf(':') is not (> 0 and var colon)
            || !int.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > ushort.MaxValue)
        {
            return false;
        }

        var host = target[..colon].Trim('[', ']');
        if (Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            return false;
        }

        var authorization = lines.FirstOrDefault(line => line.StartsWith(Authenticate, StringComparison.OrdinalIgnoreCase));
        request = new TunnelRequest(host, port, authorization?[Authenticate.Length..].Trim());
        return true;
    }
}
