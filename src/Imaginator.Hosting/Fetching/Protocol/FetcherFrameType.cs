namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>The types of frames between the program and a fetcher. Each fetcher has one fetch at a time.</summary>
internal enum FetcherFrameType : byte
{
    /// <summary>To the fetcher, first: a <see cref="FetcherSetup"/>.</summary>
    Setup = 1,

    /// <summary>To the fetcher: a <see cref="FetcherRequest"/>.</summary>
    Fetch = 2,

    /// <summary>To the fetcher: cancels the fetch. Without contents.</summary>
    Cancel = 3,

    /// <summary>From the fetcher: it is ready for a fetch, or has received one. Without contents.</summary>
    Ready = 16,

    /// <summary>From the fetcher: bytes for the build log.</summary>
    Output = 17,

    /// <summary>From the fetcher: a <see cref="FetcherLogEntry"/>.</summary>
    Log = 18,

    /// <summary>From the fetcher: the end of a fetch, a <see cref="FetcherRevision"/>.</summary>
    Fetched = 19,

    /// <summary>From the fetcher: the end of the setup or of a fetch, a <see cref="FetcherFailure"/>.</summary>
    Failed = 20,
}
