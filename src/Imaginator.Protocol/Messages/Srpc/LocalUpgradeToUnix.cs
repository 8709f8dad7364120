using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Srpc;

/// <summary>A Go client that runs on the same machine would like to go on over a Unix socket.</summary>
[GobType("srpc.localUpgradeToUnixRequestOne")]
internal sealed record LocalUpgradeToUnixRequestOne
{
    public ReadOnlyMemory<byte> ClientCookie { get; init; }
}

/// <summary>Where that socket is, or why there is none.</summary>
[GobType("srpc.localUpgradeToUnixResponseOne")]
internal sealed record LocalUpgradeToUnixResponseOne
{
    public string Error { get; init; } = "";

    public ReadOnlyMemory<byte> ServerCookie { get; init; }

    public string SocketPathname { get; init; } = "";
}
