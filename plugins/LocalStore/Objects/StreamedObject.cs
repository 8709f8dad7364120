using System.Buffers;
using System.Security.Cryptography;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>Reads contents with an unknown hash.</summary>
internal static class StreamedObject
{
    private const int BufferLength = 256 * 1024;

    /// <summary>
    /// Reads and hashes contents, and writes them to a file unless it is null. Throws <see cref="EndOfStreamException"/> if the
    /// contents are shorter than announced.
    /// </summary>
    public static async ValueTask<ObjectHash> ReadAsync(
        ObjectContents contents, SafeFileHandle? target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferLength, contents.Length));
        try
        {
            // The caller owns the stream of contents that have one.
            var source = contents.OpenRead();
            for (long position = 0; position < contents.Length;)
            {
                var count = (int)Math.Min(buffer.Length, contents.Length - position);
                await source.ReadExactlyAsync(buffer.AsMemory(0, count), cancellationToken);
                hash.AppendData(buffer, 0, count);
                if (target is not null)
                {
                    FileContents.WriteWithHoles(target, buffer.AsSpan(0, count), position);
                }

                position += count;
            }

            if (target is not null)
            {
                // A hole at the end has not extended the file.
                RandomAccess.SetLength(target, contents.Length);
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
