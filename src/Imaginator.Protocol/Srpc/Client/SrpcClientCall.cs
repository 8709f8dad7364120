using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>A call under way.</summary>
internal sealed class SrpcClientCall(
    SrpcConnection connection, InputBuffer input, OutputBuffer output, GobCatalog catalog, GobLimits limits)
    : SrpcChannel(input, output, catalog, limits)
{
    /// <summary>The exchange is complete: the connection is ready for the next call.</summary>
    public void End() => connection.Release();
}
