namespace Imaginator.PackageCache.Storage;

/// <summary>Compares fetched contents with cached contents.</summary>
internal static class ContentComparison
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Whether two files have the same contents; <paramref name="length"/> is that of the fetched file in bytes.</summary>
    public static async Task<bool> AreEqualAsync(
        CachedFile cached, IncomingFile fetched, long length, CancellationToken cancellationToken)
    {
        if (cached.Length != length)
        {
            return false;
        }

        var left = new byte[BufferSize];
        var right = new byte[BufferSize];
        for (var offset = 0L; offset < length;)
        {
            var count = await cached.ReadAsync(left, offset, cancellationToken);
            var other = await fetched.ReadAsync(right.AsMemory(0, count), offset, cancellationToken);
            if (count == 0 || count != other || !left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, count)))
            {
                return false;
            }

            offset += count;
        }

        return true;
    }
}
