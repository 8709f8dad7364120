using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Srpc;

/// <summary>The request of a Go client on the same machine to continue over a Unix socket.</summary>
[GobType("srpc.localUpgradeToUnixRequestOne")]
internal sealed record LocalUpgradeToUnixRequestOne
{
    public ReadOnlyMemory<byte> ClientCookie { get; init; }
}

/// <summary>The path of the Unix socket, or the reason why it is not available.</summary>
[GobType("srpc.localUpgradeToUnixResponseOne")]
internal sealed record LocalUpgradeToUnixResponseOne
{
    public string Error { get; init; } = "";

    public ReadOnlyMemory<byte> ServerCookie { get; init; }

    public string SocketPathname { get; init; } = "";
}
