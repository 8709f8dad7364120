using Imaginator.Quantities;

namespace Imaginator.Hosting.Configuration.Fetching;

/// <summary>Reads texts of unknown length.</summary>
internal static class BoundedText
{
    /// <summary>Throws if the stream has more bytes than the limit.</summary>
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
