using System.Buffers;
using System.Security.Cryptography;
using Imaginator.Images;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Objects;

/// <summary>Hashes open files.</summary>
internal static class ObjectHashing
{
    private const int BufferLength = 256 * 1024;

    /// <summary>Hashes a whole file. Calls <paramref name="progress"/> with the length of each piece in bytes.</summary>
    public static ObjectHash Compute(SafeFileHandle file, Action<int>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            long position = 0;
            for (int count; (count = RandomAccess.Read(file, buffer, position)) > 0; position += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                progress?.Invoke(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Span<byte> result = stackalloc byte[ObjectHash.Length];
        hash.GetHashAndReset(result);
        return new ObjectHash(result);
    }
}
