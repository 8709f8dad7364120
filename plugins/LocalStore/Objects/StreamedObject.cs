using System.Buffers;
using System.Security.Cryptography;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>Reads contents whose hash is not known yet: hashes them on the way, into a file or to nowhere.</summary>
internal static class StreamedObject
{
    private const int BufferLength = 256 * 1024;

    /// <summary>Reads contents to their end.</summary>
    public static async ValueTask<ObjectHash> ReadAsync(
        ObjectContents contents, SafeFileHandle? target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferLength, contents.Length));
        try
        {
            // The stream is the caller's if it is one.
            var source = contents.OpenRead();
            for (long position = 0; position < contents.Length;)
            {
                var wanted = (int)Math.Min(buffer.Length, contents.Length - position);
                await source.ReadExactlyAsync(buffer.AsMemory(0, wanted), cancellationToken);
                hash.AppendData(buffer, 0, wanted);
                if (target is not null)
                {
                    RandomAccess.Write(target, buffer.AsSpan(0, wanted), position);
                }

                position += wanted;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Complete(hash);
    }

    private static ObjectHash Complete(IncrementalHash hash)
    {
        Span<byte> result = stackalloc byte[ObjectHash.Length];
        hash.GetHashAndReset(result);
        return new ObjectHash(result);
    }
}
