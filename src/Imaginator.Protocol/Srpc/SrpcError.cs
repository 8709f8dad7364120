namespace Imaginator.Protocol.Srpc;

/// <summary>The reason why a call failed.</summary>
public enum SrpcError
{
    /// <summary>The connection could not be established.</summary>
    Unreachable,

    /// <summary>The server does not provide this protocol.</summary>
    NoEndpoint,

    /// <summary>The server requires a client certificate, and the client has none.</summary>
    MissingCertificate,

    /// <summary>The server does not accept the client certificate.</summary>
    BadCertificate,

    /// <summary>The certificate of the server is not trusted: the client verifies it, and it does not come from an expected CA.</summary>
    UntrustedServer,

    /// <summary>The caller has no permission to call the method.</summary>
    AccessDenied,

    /// <summary>The server does not provide the method, or does not accept calls at the moment.</summary>
    Refused,

    /// <summary>The method failed; the message comes from the server.</summary>
    Failed,

    /// <summary>The connection broke during the call.</summary>
    ConnectionLost,

    /// <summary>The other side neither sent nor accepted data within the time limit.</summary>
    Stalled,

    /// <summary>The other side violated the protocol.</summary>
    Protocol,
}
