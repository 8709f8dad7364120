using System.Globalization;
using Imaginator.Quantities;

namespace Imaginator.Building.Packaging;

/// <summary>The downloads of a command.</summary>
/// <param name="Files">The number of files.</param>
/// <param name="Bytes">Their size in bytes.</param>
/// <param name="CachedFiles">The number of files that came from the cache.</param>
/// <param name="CachedBytes">Their size in bytes.</param>
public sealed record PackageDownloadCount(long Files, long Bytes, long CachedFiles, long CachedBytes)
{
    /// <summary>
    /// The summary for the build log, such as <c>41 of 43 downloads from the cache, 12.3 of 13 MiB</c>; null if nothing was
    /// downloaded.
    /// </summary>
    public string? Describe() => Files == 0
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{CachedFiles} of {Files} downloads from the cache, {ByteSize.Describe(CachedBytes)} of {ByteSize.Describe(Bytes)}");
}
