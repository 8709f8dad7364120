namespace Imaginator.Host.Rpc.Port;

/// <summary>The kind of a connection, by its first bytes.</summary>
internal enum ConnectionKind
{
    /// <summary>Too few bytes have arrived.</summary>
    Unknown,

    /// <summary>HTTP without TLS.</summary>
    Http,

    /// <summary>HTTP inside TLS.</summary>
    Https,

    /// <summary>SRPC: a CONNECT request, perhaps followed by TLS.</summary>
    Srpc,
}
