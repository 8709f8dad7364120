namespace Imaginator.Host.Queue.Requests;

/// <summary>The credential that identified a caller.</summary>
internal enum AuthenticationKind
{
    /// <summary>None: the caller is anonymous, or the daemon itself.</summary>
    None,

    /// <summary>A client certificate of RPC or HTTPS.</summary>
    Certificate,

    /// <summary>A bearer token.</summary>
    Token,

    /// <summary>The session of a person who signed in with OpenID Connect.</summary>
    Session,
}
