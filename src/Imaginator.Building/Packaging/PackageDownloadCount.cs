using System.Globalization;
using Imaginator.Quantities;

namespace Imaginator.Building.Packaging;

/// <summary>What a command downloaded.</summary>
/// <param name="Files">All files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="CachedFiles">Those whose contents did not have to be fetched for this command.</param>
/// <param name="CachedBytes">Their bytes.</param>
public sealed record PackageDownloadCount(long Files, long Bytes, long CachedFiles, long CachedBytes)
{
    /// <summary>For the build log; null if nothing was downloaded.</summary>
    /// <returns>For instance <c>41 of 43 downloads from the cache, 12.3 of 13 MiB</c>.</returns>
    public string? Describe() => Files == 0
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{CachedFiles} of {Files} downloads from the cache, {ByteSize.Describe(CachedBytes)} of {ByteSize.Describe(Bytes)}");
}
