using Imaginator.Protocol.Buffers;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The kind of a request head.</summary>
internal enum SrpcRequestKind
{
    /// <summary>A request for a connection.</summary>
    Connect,

    /// <summary>A request with another method.</summary>
    NotConnect,

    /// <summary>A request for an unknown path, including the path of the JSON coder.</summary>
    UnknownPath,

    /// <summary>A request for a connection with an invalid query.</summary>
    BadQuery,

    /// <summary>Any other input.</summary>
    Malformed,
}

/// <summary>The request that starts a connection.</summary>
/// <param name="IsTls">Whether a TLS handshake follows.</param>
/// <param name="DoNotUsePowers">Whether the client declines the method permissions of its certificate.</param>
internal readonly record struct SrpcConnectRequest(SrpcRequestKind Kind, bool IsTls, bool DoNotUsePowers)
{
    /// <summary>Reads a request up to its blank line, and no byte beyond.</summary>
    /// <exception cref="IOException">The connection ended within the request.</exception>
    /// <exception cref="InvalidDataException">The request is too long.</exception>
    public static async ValueTask<SrpcConnectRequest> ReadAsync(InputBuffer input, CancellationToken cancellationToken)
    {
        string? first = null;
        var left = SrpcWire.MaxHeadLength;
        while (true)
        {
            var line = await input.ReadLineAsync(left, cancellationToken)
                ?? throw new EndOfStreamException("the connection ended within the request");
            left -= line.Length;
            line = line.TrimEnd('\r');
            if (line.Length == 0)
            {
                return Parse(first ?? "");
            }

            first ??= line;
        }
    }

    private static SrpcConnectRequest Parse(string line)
    {
        if (line.Split(' ') is not [var method, var target, "HTTP/1.0" or "HTTP/1.1"])
        {
            return new SrpcConnectRequest(SrpcRequestKind.Malformed, false, false);
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : target[(question + 1)..];
        var isTls = path.StartsWith(SrpcWire.TlsPath, StringComparison.Ordinal);
        var kind = !isTls && !path.StartsWith(SrpcWire.PlainPath, StringComparison.Ordinal) ? SrpcRequestKind.UnknownPath
            : method != "CONNECT" ? SrpcRequestKind.NotConnect
            : !IsQuery(query) ? SrpcRequestKind.BadQuery
            : SrpcRequestKind.Connect;
        return new SrpcConnectRequest(kind, isTls, query.Split('&').Any(IsNoPowers));
    }

    private static bool IsNoPowers(string parameter) => Uri.UnescapeDataString(parameter) == SrpcWire.NoPowersQuery;

    // Go's rules: no semicolons, and a percent sign is followed by two hexadecimal digits.
    private static bool IsQuery(string query)
    {
        for (var i = 0; i < query.Length; i++)
        {
            if (query[i] == ';'
                || (query[i] == '%'
                    && !(i + 2 < query.Length && char.IsAsciiHexDigit(query[i + 1]) && char.IsAsciiHexDigit(query[i + 2]))))
            {
                return false;
            }
        }

        return true;
    }
}
