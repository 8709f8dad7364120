using Imaginator.PackageCache.Storage;

namespace Imaginator.PackageCache.Fetching;

/// <summary>The start of a download.</summary>
internal abstract record DownloadStart
{
    private DownloadStart()
    {
    }

    /// <summary>The cached file is up to date.</summary>
    public sealed record Unchanged : DownloadStart;

    /// <summary>The contents arrive, and all readers can read them; <c>Length</c> is null if the origin does not state it.</summary>
    public sealed record Growing(FileHead Head, long? Length) : DownloadStart;

    /// <summary>The response is not shared: an error, a redirection or a private response. The first reader gets it.</summary>
    public sealed record Unshared(HttpResponseMessage Response) : DownloadStart;
}
