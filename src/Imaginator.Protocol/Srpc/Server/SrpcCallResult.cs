namespace Imaginator.Protocol.Srpc.Server;

/// <summary>The result of a call.</summary>
public enum SrpcCallResult
{
    /// <summary>The call succeeded.</summary>
    Ok,

    /// <summary>The handler failed, and the server sent an error to the caller or closed the connection.</summary>
    Error,

    /// <summary>The caller has no permission to call the method.</summary>
    Denied,

    /// <summary>The method does not exist, or too many calls are in progress.</summary>
    Refused,

    /// <summary>The caller disconnected, or the server stopped.</summary>
    Aborted,
}
