using System.Buffers;
using System.Security.Cryptography;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>Compares the contents of an object with its hash on their way to a receiver.</summary>
internal static class ObjectDeliveryCheck
{
    private const int BufferLength = 256 * 1024;

    public static async ValueTask DeliverAsync(
        ObjectHash hash,
        ObjectContents contents,
        Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        if (contents.Bytes is { } bytes)
        {
            Require(hash, ObjectHash.Compute(bytes.Span));

            // A file with the same contents was not compared.
            await receive(ObjectContents.FromBytes(bytes), cancellationToken).ConfigureAwait(false);
            return;
        }

        if (contents.File is not null)
        {
            Require(hash, HashFile(contents, cancellationToken));
            await receive(contents, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The creator owns the stream.
        using var hashing = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var stream = new VerifyingStream(contents.OpenRead(), contents.Length, hashing);
        await using (stream.ConfigureAwait(false))
        {
            await receive(ObjectContents.FromStream(stream, contents.Length), cancellationToken).ConfigureAwait(false);
            Require(hash, await stream.CompleteAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private static ObjectHash? HashFile(ObjectContents contents, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferLength, contents.Length));
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            using var stream = contents.OpenRead();
            var length = 0L;
            for (int count; (count = stream.Read(buffer)) > 0; length += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer.AsSpan(0, count));
            }

            return length == contents.Length ? new ObjectHash(hash.GetHashAndReset()) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Require(ObjectHash expected, ObjectHash? actual)
    {
        if (actual != expected)
        {
            throw new ImageStoreException(
                ImageStoreError.Corrupt,
                $"the image store delivered other contents for object {expected}: "
                + (actual is { } other ? $"their hash is {other}" : "they end early")
                + "; check the store, and rebuild the images that contain the object");
        }
    }
}
