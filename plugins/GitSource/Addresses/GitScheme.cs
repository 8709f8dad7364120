namespace Imaginator.Plugins.GitSource.Addresses;

/// <summary>The schemes of git URLs.</summary>
internal enum GitScheme
{
    /// <summary>HTTP over TLS.</summary>
    Https,

    /// <summary>HTTP without encryption.</summary>
    Http,

    /// <summary>The ssh program, including <c>user@host:path</c>.</summary>
    Ssh,

    /// <summary>The protocol of the git daemon, without authentication and encryption.</summary>
    Git,

    /// <summary>A directory on this machine.</summary>
    File,
}
