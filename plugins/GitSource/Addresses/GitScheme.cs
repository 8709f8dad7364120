namespace Imaginator.Plugins.GitSource.Addresses;

/// <summary>How a repository is reached.</summary>
internal enum GitScheme
{
    /// <summary>HTTP over TLS.</summary>
    Https,

    /// <summary>HTTP in the clear.</summary>
    Http,

    /// <summary>The ssh program, also for <c>user@host:path</c>.</summary>
    Ssh,

    /// <summary>The git daemon's own protocol: no authentication, no encryption.</summary>
    Git,

    /// <summary>A directory of this machine.</summary>
    File,
}
