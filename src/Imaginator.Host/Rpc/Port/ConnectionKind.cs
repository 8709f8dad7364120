namespace Imaginator.Host.Rpc.Port;

/// <summary>What a connection wants, by its first bytes.</summary>
internal enum ConnectionKind
{
    /// <summary>There are too few bytes to tell.</summary>
    Unknown,

    /// <summary>HTTP, in the clear.</summary>
    Http,

    /// <summary>TLS, and in it HTTP.</summary>
    Https,

    /// <summary>SRPC: a CONNECT request. TLS, if any, comes after it.</summary>
    Srpc,
}
