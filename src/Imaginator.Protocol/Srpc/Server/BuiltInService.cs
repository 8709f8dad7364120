using Imaginator.Protocol.Messages.Srpc;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The service without a name.</summary>
internal static class BuiltInService
{
    /// <summary>
    /// Creates the service. A Go client on the same machine requests a Unix socket and continues without it when the
    /// server provides none.
    /// </summary>
    public static SrpcService Create() => new("", SrpcMethod.Streaming(
        "LocalUpgradeToUnix",
        async (call, cancellationToken) =>
        {
            await call.ReadAsync<LocalUpgradeToUnixRequestOne>(cancellationToken);
            await call.WriteAsync(new LocalUpgradeToUnixResponseOne { Error = "no socket" }, cancellationToken);
        }) with { IsUnauthenticated = true });
}
