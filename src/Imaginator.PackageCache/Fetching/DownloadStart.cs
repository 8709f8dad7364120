using Imaginator.PackageCache.Storage;

namespace Imaginator.PackageCache.Fetching;

/// <summary>How a download began.</summary>
internal abstract record DownloadStart
{
    private DownloadStart()
    {
    }

    /// <summary>What the cache has is still the same.</summary>
    public sealed record Unchanged : DownloadStart;

    /// <summary>The contents come, and can be read by everybody who wants them.</summary>
    /// <param name="Head">What is known of them.</param>
    /// <param name="Length">Their length in bytes; null if the origin does not tell.</param>
    public sealed record Growing(FileHead Head, long? Length) : DownloadStart;

    /// <summary>An answer that is not shared: an error, a redirection, something private. Its first taker has it.</summary>
    /// <param name="Response">The answer.</param>
    public sealed record Unshared(HttpResponseMessage Response) : DownloadStart;
}
