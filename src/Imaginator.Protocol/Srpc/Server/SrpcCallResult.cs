namespace Imaginator.Protocol.Srpc.Server;

/// <summary>How a call ended.</summary>
public enum SrpcCallResult
{
    /// <summary>It was carried out.</summary>
    Ok,

    /// <summary>Its handler failed, and the caller was told, or the connection was closed.</summary>
    Error,

    /// <summary>The caller may not call the method.</summary>
    Denied,

    /// <summary>There is no such method, or too many calls at once.</summary>
    Refused,

    /// <summary>The caller went away, or the server stopped.</summary>
    Aborted,
}
