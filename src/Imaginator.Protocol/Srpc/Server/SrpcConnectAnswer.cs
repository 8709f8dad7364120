using System.Globalization;
using System.Text;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The response to the request that starts a connection.</summary>
/// <param name="Status">The status code and phrase.</param>
internal sealed record SrpcConnectAnswer(string Status)
{
    /// <summary>The connection is established.</summary>
    public static SrpcConnectAnswer Connected { get; } = new(SrpcWire.ConnectedStatus);

    /// <summary>The request is invalid.</summary>
    public static SrpcConnectAnswer BadRequest { get; } = new("400 Bad Request");

    /// <summary>The path does not exist; clients continue with their next path.</summary>
    public static SrpcConnectAnswer NotFound { get; } = new("404 Not Found");

    /// <summary>Only secured connections are served; clients report "missing certificate".</summary>
    public static SrpcConnectAnswer MethodNotAllowed { get; } = new("405 Method Not Allowed");

    /// <summary>Whether the connection is established.</summary>
    public bool IsSuccess => this == Connected;

    /// <summary>Encodes the response: with bare line feeds, and without headers if it is positive.</summary>
    public byte[] ToBytes(TimeProvider timeProvider) => Encoding.ASCII.GetBytes(
        IsSuccess
            ? $"HTTP/1.0 {Status}\n\n"
            : $"HTTP/1.0 {Status}\r\nContent-Type: text/plain; charset=utf-8\r\nDate: "
                + timeProvider.GetUtcNow().ToString("R", CultureInfo.InvariantCulture)
                + "\r\nContent-Length: 0\r\n\r\n");
}
