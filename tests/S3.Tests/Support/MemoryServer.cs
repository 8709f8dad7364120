using System.Globalization;
using Imaginator.Plugins.S3.Buckets;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Plugins.S3.Tests.Support;

/// <summary>A bucket in memory, with the consistency of S3 and a clock that tests advance. It counts requests.</summary>
internal sealed class MemoryServer
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, BucketObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, byte[]>> _uploads = new(StringComparer.Ordinal);
    private long _versions;
    private long _writtenPackBytes;
    private int _requests;
    private int _reads;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The requests of all clients.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The requests that read parts of packs.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>The bytes of packs that clients have transferred.</summary>
    public long WrittenPackBytes => Interlocked.Read(ref _writtenPackBytes);

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void CountRead() => Interlocked.Increment(ref _reads);

    public string? Put(string key, ReadOnlyMemory<byte> contents, WriteCondition condition)
    {
        lock (_lock)
        {
            var present = _objects.GetValueOrDefault(key);
            if ((condition.MustBeAbsent && present is not null) || (condition.Tag is { } tag && present?.Tag != tag))
            {
                return null;
            }

            CountPackBytes(key, contents.Length);
            return Store(key, contents.ToArray());
        }
    }

    public BucketObject? Get(string key)
    {
        lock (_lock)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    public IReadOnlyList<BucketEntry> List(string prefix, string after)
    {
        lock (_lock)
        {
            return
            [
                .. _objects
                    .Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(item.Key, after) > 0)
                    .Select(item => new BucketEntry(item.Key, item.Value.Contents.Length, item.Value.Tag, item.Value.ModifiedAt)),
            ];
        }
    }

    public void Delete(string key)
    {
        lock (_lock)
        {
            _objects.Remove(key);
        }
    }

    public string BeginParts()
    {
        lock (_lock)
        {
            var id = NextVersion();
            _uploads.Add(id, []);
            return id;
        }
    }

    public string PutPart(string key, string uploadId, int number, ReadOnlyMemory<byte> contents)
    {
        lock (_lock)
        {
            _uploads[uploadId][number] = contents.ToArray();
            CountPackBytes(key, contents.Length);
            return NextVersion();
        }
    }

    public void CompleteParts(string key, string uploadId)
    {
        lock (_lock)
        {
            Store(key, [.. _uploads[uploadId].Values.SelectMany(part => part)]);
            _uploads.Remove(uploadId);
        }
    }

    public void AbortParts(string uploadId)
    {
        lock (_lock)
        {
            _uploads.Remove(uploadId);
        }
    }

    private string Store(string key, byte[] contents)
    {
        var version = NextVersion();
        _objects[key] = new BucketObject(contents, version, Time.GetUtcNow());
        return version;
    }

    private string NextVersion() => $"\"{(++_versions).ToString(CultureInfo.InvariantCulture)}\"";

    private void CountPackBytes(string key, long bytes)
    {
        if (key.StartsWith("packs/", StringComparison.Ordinal))
        {
            _writtenPackBytes += bytes;
        }
    }
}
