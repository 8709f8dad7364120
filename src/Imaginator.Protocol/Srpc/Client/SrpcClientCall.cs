using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>A call in progress.</summary>
public sealed class SrpcClientCall(
    SrpcConnection connection, InputBuffer input, OutputBuffer output, GobCatalog catalog, GobLimits limits)
    : SrpcChannel(input, output, catalog, limits)
{
    /// <summary>Completes the exchange, so that the connection is ready for the next call.</summary>
    public void End() => connection.Release();
}
