using System.Buffers;
using System.Security.Cryptography;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Formats;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Imaginator.Plugins.S3.Settings;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Uploading;

/// <summary>Writes a large object as a pack with one object, in parts. The pack exists only after the hash was compared.</summary>
internal sealed class LargeObjectWriter(IBucket bucket, long partLength, ILogger logger)
{
    private const int MaximumPartsInFlight = 3;
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Writes the object.</summary>
    /// <param name="progress">Called after each part.</param>
    public async Task<IndexedPack> WriteAsync(
        ObjectHash hash, ObjectContents contents, Func<CancellationToken, Task> progress, CancellationToken cancellationToken)
    {
        if (contents.Length > StoreLimits.ObjectBytes)
        {
            throw StoreErrors.BadContents(bucket.DisplayName, hash, FormattableString.Invariant($"it is larger than {StoreLimits.ObjectBytes} bytes"));
        }

        var id = StoreKeys.NewId();
        var key = StoreKeys.OfPack(id);
        await using var reader = new ContentsReader(bucket.DisplayName, hash, contents);
        if (contents.Length <= partLength)
        {
            await WriteWholeAsync(reader, key, (int)contents.Length, cancellationToken);
        }
        else
        {
            await WritePartsAsync(reader, key, contents.Length, progress, cancellationToken);
        }

        return new IndexedPack(id, contents.Length, [new PackedObject(hash, 0, contents.Length)]);
    }

    private async Task WriteWholeAsync(ContentsReader reader, string key, int length, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var contents = buffer.AsMemory(0, length);
            await reader.ReadAsync(contents, cancellationToken);
            reader.Require(ObjectHash.Compute(contents.Span));
            await bucket.PutAsync(key, contents, WriteCondition.None, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task WritePartsAsync(
        ContentsReader reader, string key, long length, Func<CancellationToken, Task> progress, CancellationToken cancellationToken)
    {
        var uploadId = await bucket.BeginPartsAsync(key, cancellationToken);
        try
        {
            var tags = await WritePartsAsync(reader, key, uploadId, length, progress, cancellationToken);
            await bucket.CompletePartsAsync(key, uploadId, tags, cancellationToken);
        }
        catch
        {
            await AbortAsync(key, uploadId);
            throw;
        }
    }

    private async Task<IReadOnlyList<string>> WritePartsAsync(
        ContentsReader reader, string key, string uploadId, long length, Func<CancellationToken, Task> progress, CancellationToken cancellationToken)
    {
        var size = Math.Max(partLength, (length + StoreLimits.Parts - 1) / StoreLimits.Parts);
        var parts = new List<Task<string>>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        using var slots = new SemaphoreSlim(MaximumPartsInFlight);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            for (var left = length; left > 0; left -= size)
            {
                await slots.WaitAsync(stop.Token);
                var buffer = ArrayPool<byte>.Shared.Rent((int)size);
                var part = buffer.AsMemory(0, (int)Math.Min(size, left));
                try
                {
                    await reader.ReadAsync(part, stop.Token);
                }
                catch
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    throw;
                }

                hash.AppendData(part.Span);
                parts.Add(PutAsync(key, uploadId, parts.Count + 1, buffer, part.Length, slots, stop));
                await progress(stop.Token);
            }

            reader.Require(new ObjectHash(hash.GetHashAndReset()));
            return await Task.WhenAll(parts);
        }
        catch (Exception e)
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // A part that failed has canceled the others: its error is the reason.
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested && parts.Find(part => part.IsFaulted) is { } failed)
            {
                await failed;
            }

            throw;
        }
    }

    private async Task<string> PutAsync(
        string key, string uploadId, int number, byte[] buffer, int length, SemaphoreSlim slots, CancellationTokenSource stop)
    {
        try
        {
            return await bucket.PutPartAsync(key, uploadId, number, buffer.AsMemory(0, length), stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            slots.Release();
        }
    }

    private async Task AbortAsync(string key, string uploadId)
    {
        using var timeout = new CancellationTokenSource(AbortTimeout);
        try
        {
            await bucket.AbortPartsAsync(key, uploadId, timeout.Token);
        }
        catch (Exception e) when (e is ImageStoreException or OperationCanceledException)
        {
            // A lifecycle rule of the bucket removes such parts; README.md recommends one.
            S3StoreLog.CleanupFailed(logger, bucket.DisplayName, e);
        }
    }
}
