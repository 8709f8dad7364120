using System.Buffers;
using System.Security.Cryptography;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>Hashes open files.</summary>
internal static class ObjectHashing
{
    private const int BufferLength = 256 * 1024;

    private static readonly byte[] Zeros = new byte[BufferLength];

    /// <summary>Hashes a whole file. Calls <paramref name="progress"/> with the length of each piece in bytes.</summary>
    public static ObjectHash Compute(SafeFileHandle file, Action<int>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            // Holes are not read: their zeros come from memory.
            var length = RandomAccess.GetLength(file);
            for (long position = 0; position < length;)
            {
                var (start, end) = FileExtents.Next(file, position, length);
                AddZeros(hash, start - position, progress, cancellationToken);
                for (position = start; position < end;)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var count = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(BufferLength, end - position)), position);
                    if (count == 0)
                    {
                        // The file has become shorter.
                        return Complete(hash);
                    }

                    hash.AppendData(buffer, 0, count);
                    progress?.Invoke(count);
                    position += count;
                }
            }

            return Complete(hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void AddZeros(IncrementalHash hash, long length, Action<int>? progress, CancellationToken cancellationToken)
    {
        for (var left = length; left > 0; left -= BufferLength)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = (int)Math.Min(left, BufferLength);
            hash.AppendData(Zeros, 0, count);
            progress?.Invoke(count);
        }
    }

    private static ObjectHash Complete(IncrementalHash hash)
    {
        Span<byte> result = stackalloc byte[ObjectHash.Length];
        hash.GetHashAndReset(result);
        return new ObjectHash(result);
    }
}
