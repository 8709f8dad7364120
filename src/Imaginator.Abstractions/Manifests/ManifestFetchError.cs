namespace Imaginator.Manifests;

/// <summary>The reasons for which a manifest cannot be fetched.</summary>
public enum ManifestFetchError
{
    /// <summary>The URL is malformed or its scheme is not supported.</summary>
    BadUrl,

    /// <summary>The server does not answer, or the repository or directory does not exist.</summary>
    Unreachable,

    /// <summary>The server denies access: wrong credentials, unknown host key, or missing permission.</summary>
    AccessDenied,

    /// <summary>The branch, tag or commit does not exist.</summary>
    UnknownRevision,

    /// <summary>The manifest directory does not exist in the revision.</summary>
    UnknownDirectory,

    /// <summary>The manifest exceeds a limit on its size, or on the time or memory to fetch it.</summary>
    TooLarge,

    /// <summary>The manifest contains something that a manifest cannot contain, such as a device or a submodule.</summary>
    BadContents,

    /// <summary>The process that fetched the manifest ended before the manifest was complete.</summary>
    Interrupted,
}
