namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The conditions under which a connection is served.</summary>
/// <param name="Admit">
/// Called after the handshake, with whether the client is known: by its certificate, or because the server has no TLS. If it
/// returns false, the connection ends.
/// </param>
/// <param name="Closing">Prevents new calls; a call in progress is still completed.</param>
public sealed record SrpcAdmission(Func<bool, bool> Admit, CancellationToken Closing)
{
    /// <summary>No conditions.</summary>
    public static SrpcAdmission Open { get; } = new(_ => true, CancellationToken.None);
}
