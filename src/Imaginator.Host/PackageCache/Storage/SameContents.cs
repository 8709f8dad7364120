namespace Imaginator.Host.PackageCache.Storage;

/// <summary>Compares what was fetched with what the cache has.</summary>
internal static class SameContents
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Whether two files have the same contents.</summary>
    /// <param name="cached">What the cache has.</param>
    /// <param name="fetched">What was fetched.</param>
    /// <param name="length">How many bytes of it there are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> IsSoAsync(
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
