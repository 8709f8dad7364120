namespace Imaginator.Manifests;

/// <summary>Why a manifest could not be fetched.</summary>
public enum ManifestFetchError
{
    /// <summary>The URL is malformed or its scheme is not supported.</summary>
    BadUrl,

    /// <summary>The server or the directory that the URL names does not answer or does not exist.</summary>
    Unreachable,

    /// <summary>The server refused: wrong credentials, unknown host key, no permission.</summary>
    AccessDenied,

    /// <summary>The branch, tag or commit does not exist.</summary>
    UnknownRevision,

    /// <summary>The manifest directory does not exist in that revision.</summary>
    UnknownDirectory,

    /// <summary>The manifest exceeds a limit on size or time.</summary>
    TooLarge,

    /// <summary>The manifest holds something that cannot be used, such as a device or a submodule.</summary>
    BadContents,
}
