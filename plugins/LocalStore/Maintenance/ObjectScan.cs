using System.Collections.Concurrent;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Objects;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>Reads and hashes all objects, on all cores, and keeps the results for a check.</summary>
internal sealed class ObjectScan(ObjectDirectory objects, IProgress<long>? progress)
{
    /// <summary>The number of bytes between two progress reports.</summary>
    private const long ReportInterval = 4 * 1024 * 1024;

    private readonly ConcurrentDictionary<UInt128, long> _sound = [];
    private readonly ConcurrentQueue<CorruptObject> _corrupt = [];
    private readonly ConcurrentQueue<ObjectHash> _wrongModes = [];
    private readonly ConcurrentQueue<(int Prefix, string Name)> _strays = [];
    private long _bytes;
    private long _reported;

    public long Objects => _sound.Count + _corrupt.Count;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Objects whose contents do not match their hash.</summary>
    public IReadOnlyCollection<CorruptObject> Corrupt => _corrupt;

    /// <summary>Objects with a wrong owner or wrong permissions.</summary>
    public IReadOnlyCollection<ObjectHash> WrongModes => _wrongModes;

    /// <summary>Files that are not objects, with the numbers of their directories.</summary>
    public IReadOnlyCollection<(int Prefix, string Name)> Strays => _strays;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, ObjectDirectory.PrefixCount), cancellationToken, (prefix, token) =>
        {
            foreach (var item in objects.List(prefix))
            {
                token.ThrowIfCancellationRequested();
                Check(prefix, item, token);
            }

            return ValueTask.CompletedTask;
        });
        progress?.Report(Bytes);
    }

    /// <summary>
    /// The fault of an object with an expected length in bytes (0 if unknown); null if the object is sound.
    /// </summary>
    public string? FindFault(in ObjectHash hash, ulong size)
    {
        if (_sound.TryGetValue(HashKey.Of(hash), out var length))
        {
            return size == 0 || (ulong)length == size ? null : $"object {hash} has {length} bytes instead of {size}";
        }

        var copy = hash;
        return _corrupt.Any(corrupt => corrupt.Hash == copy) ? $"object {hash} is corrupt" : $"object {hash} is missing";
    }

    private void Check(int prefix, ObjectDirectory.DirectoryItem item, CancellationToken cancellationToken)
    {
        var status = objects.Directory(prefix).TryGetStatus(item.Name);
        if (status is not { } found)
        {
            // An upload has removed the object.
            return;
        }

        if (item.Hash is not { } hash || found.Type != FileType.Regular)
        {
            _strays.Enqueue((prefix, item.Name));
            return;
        }

        if ((found.Mode & ~(uint)FileType.Mask) != ObjectDirectory.Permissions || StoreOwner.FaultOf(found) is not null)
        {
            _wrongModes.Enqueue(hash);
        }

        if (HasCorrectContents(hash, cancellationToken) is { } isSound)
        {
            if (isSound)
            {
                _sound[HashKey.Of(hash)] = found.Size;
            }
            else
            {
                _corrupt.Enqueue(new CorruptObject(hash, found.InodeNumber));
            }
        }
    }

    private bool? HasCorrectContents(ObjectHash hash, CancellationToken cancellationToken)
    {
        try
        {
            using var file = objects.TryOpen(hash);
            return file is null ? null : ObjectHashing.Compute(file, Report, cancellationToken) == hash;
        }
        catch (IOException e) when (e is not LinuxException { Error: Errno.EACCES or Errno.EPERM })
        {
            // An unreadable object is as bad as a corrupt one.
            return false;
        }
    }

    private void Report(int count)
    {
        var bytes = Interlocked.Add(ref _bytes, count);
        var reported = Interlocked.Read(ref _reported);
        if (bytes - reported >= ReportInterval && Interlocked.CompareExchange(ref _reported, bytes, reported) == reported)
        {
            progress?.Report(bytes);
        }
    }
}
