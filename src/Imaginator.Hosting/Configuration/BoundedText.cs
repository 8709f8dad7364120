using Imaginator.Quantities;

namespace Imaginator.Hosting.Configuration;

/// <summary>Reads texts of which nobody knows the length beforehand.</summary>
internal static class BoundedText
{
    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="limit">The most that is read, in bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The bytes; they belong to the caller.</returns>
    /// <exception cref="ImaginatorException">There is more than the limit.</exception>
    public static async Task<byte[]> ReadToEndAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (text.Length + read > limit)
            {
                throw new ImaginatorException($"it is larger than {ByteSize.Format(limit)}");
            }

            text.Write(buffer.AsSpan(0, read));
        }

        return text.ToArray();
    }
}
