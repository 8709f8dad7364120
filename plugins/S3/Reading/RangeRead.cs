using System.Buffers;
using System.Security.Cryptography;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Plugins.S3.Buckets;
using Imaginator.Plugins.S3.Catalogue;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Reporting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3.Reading;

/// <summary>
/// Reads one range of a pack, and delivers the objects in it. If the transfer fails or contents do not match their hash, one more request
/// reads the objects that are left.
/// </summary>
internal sealed class RangeRead(
    IBucket bucket,
    ObjectTable table,
    ReadCache? cache,
    PackRange range,
    Func<int, ObjectContents, CancellationToken, ValueTask> receive,
    ILogger logger)
{
    // Larger objects are written to a file, and delivered after the comparison with their hash.
    private const long MaximumInMemory = 4 << 20;
    private const int BufferLength = 256 * 1024;

    private int _next;

    /// <summary>Delivers all objects.</summary>
    /// <returns>The indexes of the objects that were not delivered, because the pack does not exist.</returns>
    public async Task<IReadOnlyList<int>> RunAsync(CancellationToken cancellationToken)
    {
        var fault = await TryAsync(cancellationToken);
        if (fault == RangeFault.None)
        {
            return [];
        }

        if (fault != RangeFault.PackMissing)
        {
            fault = await TryAsync(cancellationToken);
        }

        switch (fault)
        {
            case RangeFault.None:
                return [];
            case RangeFault.PackMissing:
                return [.. range.Objects.Skip(_next).Select(item => item.Index)];
            case RangeFault.Mismatch:
                var damaged = range.Objects[_next];
                var location = damaged.Location.ToString();
                table.MarkDamaged(damaged.Hash, damaged.Location);
                S3StoreLog.ObjectDamaged(logger, damaged.Hash, location);
                throw StoreErrors.CorruptObject(bucket.DisplayName, damaged.Hash, location);
            default:
                throw StoreErrors.Unreachable(
                    bucket.DisplayName,
                    $"cannot read {StoreKeys.OfPack(range.Pack)}",
                    $"the transfer of object {range.Objects[_next].Hash} ended early twice");
        }
    }

    // Continues with the object at _next.
    private async Task<RangeFault> TryAsync(CancellationToken cancellationToken)
    {
        var position = range.Objects[_next].Location.Offset;
        var end = range.Objects.Skip(_next).Max(item => item.Location.Offset + item.Location.Length);
        await using var stream = await bucket.OpenAsync(StoreKeys.OfPack(range.Pack), position, end - position, cancellationToken);
        if (stream is null)
        {
            return RangeFault.PackMissing;
        }

        while (_next < range.Objects.Count)
        {
            var item = range.Objects[_next];
            var fault = await SkipAsync(stream, item.Location.Offset - position, cancellationToken) is { } skipped
                ? skipped
                : await DeliverAsync(stream, item, cancellationToken);
            if (fault != RangeFault.None)
            {
                return fault;
            }

            position = item.Location.Offset + item.Location.Length;
        }

        return RangeFault.None;
    }

    private static async Task<RangeFault?> SkipAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return null;
        }

        // Objects of one pack do not overlap, except in a hostile bucket.
        if (count < 0)
        {
            return RangeFault.Mismatch;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(count, BufferLength));
        try
        {
            while (count > 0)
            {
                var part = buffer.AsMemory(0, (int)Math.Min(count, buffer.Length));
                if (await ReadAsync(stream, part, cancellationToken) is not RangeFault.None and var fault)
                {
                    return fault;
                }

                count -= part.Length;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Task<RangeFault> DeliverAsync(Stream stream, WantedObject item, CancellationToken cancellationToken) =>
        item.Location.Length <= MaximumInMemory
            ? DeliverFromMemoryAsync(stream, item, cancellationToken)
            : DeliverFromFileAsync(stream, item, cancellationToken);

    private async Task<RangeFault> DeliverFromMemoryAsync(Stream stream, WantedObject item, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)item.Location.Length);
        try
        {
            var contents = buffer.AsMemory(0, (int)item.Location.Length);
            if (await ReadAsync(stream, contents, cancellationToken) is not RangeFault.None and var fault)
            {
                return fault;
            }

            if (ObjectHash.Compute(contents.Span) != item.Hash)
            {
                return RangeFault.Mismatch;
            }

            cache?.Add(item.Hash, contents.Span);
            await DeliverAllAsync(item, () => ObjectContents.FromBytes(contents), cancellationToken);
            return RangeFault.None;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<RangeFault> DeliverFromFileAsync(Stream stream, WantedObject item, CancellationToken cancellationToken)
    {
        await using var file = CreateFile();
        try
        {
            if (await DownloadAsync(stream, file, item, cancellationToken) is not RangeFault.None and var fault)
            {
                return fault;
            }

            await DeliverAllAsync(item, () => ObjectContents.FromFile(file.SafeFileHandle, item.Location.Length), cancellationToken);
            cache?.Adopt(item.Hash, file.Name, item.Location.Length);
            return RangeFault.None;
        }
        finally
        {
            // Moved, if the cache keeps it.
            File.Delete(file.Name);
        }
    }

    private async Task<RangeFault> DownloadAsync(Stream stream, FileStream file, WantedObject item, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            for (var left = item.Location.Length; left > 0;)
            {
                var part = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
                if (await ReadAsync(stream, part, cancellationToken) is not RangeFault.None and var fault)
                {
                    return fault;
                }

                hash.AppendData(part.Span);
                await file.WriteAsync(part, cancellationToken);
                left -= part.Length;
            }

            return new ObjectHash(hash.GetHashAndReset()) == item.Hash ? RangeFault.None : RangeFault.Mismatch;
        }
        catch (IOException e)
        {
            throw StoreErrors.LocalFile(bucket.DisplayName, file.Name, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private FileStream CreateFile()
    {
        var path = "";
        try
        {
            path = cache?.NewPath() ?? Path.Combine(Path.GetTempPath(), $"imaginator-s3-{Guid.NewGuid():N}");
            return new FileStream(path, ReadCache.NewFile());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.LocalFile(bucket.DisplayName, path, e);
        }
    }

    // A request can have the same hash several times.
    private async Task DeliverAllAsync(WantedObject item, Func<ObjectContents> open, CancellationToken cancellationToken)
    {
        do
        {
            await receive(range.Objects[_next].Index, open(), cancellationToken);
            _next++;
        }
        while (_next < range.Objects.Count && range.Objects[_next].Hash == item.Hash);
    }

    private static async Task<RangeFault> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            // A complete answer that is too short: the pack is shorter than its index object declares.
            var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return count == buffer.Length ? RangeFault.None : RangeFault.Mismatch;
        }
        catch (IOException)
        {
            return RangeFault.EndedEarly;
        }
    }

    private enum RangeFault
    {
        None,
        PackMissing,
        EndedEarly,
        Mismatch,
    }
}
