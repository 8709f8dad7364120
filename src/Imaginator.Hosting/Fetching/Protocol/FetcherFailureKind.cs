namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>The kinds of failures of a fetcher.</summary>
internal enum FetcherFailureKind
{
    /// <summary>A ManifestFetchException, with its reason.</summary>
    Fetch,

    /// <summary>Another ImaginatorException.</summary>
    Error,

    /// <summary>The fetch required more memory than the fetcher can have.</summary>
    Memory,

    /// <summary>An exception about a file.</summary>
    File,

    /// <summary>The fetch was cancelled.</summary>
    Cancelled,

    /// <summary>Any other exception of the plugin.</summary>
    Unexpected,
}
