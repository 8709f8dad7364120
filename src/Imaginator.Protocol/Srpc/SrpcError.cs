namespace Imaginator.Protocol.Srpc;

/// <summary>Why a call failed.</summary>
public enum SrpcError
{
    /// <summary>No connection could be made.</summary>
    Unreachable,

    /// <summary>There is a server, but it does not speak this protocol.</summary>
    NoEndpoint,

    /// <summary>The server wants a client certificate and there is none.</summary>
    MissingCertificate,

    /// <summary>The server does not accept the client certificate.</summary>
    BadCertificate,

    /// <summary>The caller may not call the method.</summary>
    AccessDenied,

    /// <summary>The server knows no such method, or does not want to be called now.</summary>
    Refused,

    /// <summary>The method failed; the message is the server's.</summary>
    Failed,

    /// <summary>The connection broke during the call.</summary>
    ConnectionLost,

    /// <summary>The other side broke the rules of the protocol.</summary>
    Protocol,
}
