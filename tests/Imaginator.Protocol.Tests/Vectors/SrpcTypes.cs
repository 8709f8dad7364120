#pragma warning disable CA1812 // the codecs create the records

using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Tests.Vectors.Srpc;

// The rest of the switch to a Unix socket, which we refuse and never ask for.
[GobType("srpc.localUpgradeToUnixRequestTwo")]
internal sealed record LocalUpgradeToUnixRequestTwo
{
    public bool SentServerCookie { get; init; }
}

[GobType("srpc.localUpgradeToUnixResponseTwo")]
internal sealed record LocalUpgradeToUnixResponseTwo
{
    public string Error { get; init; } = "";
}
