using System.Collections.Concurrent;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Objects;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>
/// Reads and hashes all objects, on all cores, and keeps the results for a check. An object that cannot be read is neither sound nor
/// corrupt: the cause can be a lack of memory or descriptors, or a disk that is away for a moment.
/// </summary>
internal sealed class ObjectScan(ObjectDirectory objects, IProgress<long>? progress)
{
    /// <summary>The number of bytes between two progress reports.</summary>
    private const long ReportInterval = 4 * 1024 * 1024;

    private readonly ConcurrentDictionary<UInt128, long> _sound = [];
    private readonly ConcurrentQueue<CorruptObject> _corrupt = [];
    private readonly ConcurrentDictionary<ObjectHash, string> _unreadable = [];
    private readonly ConcurrentQueue<ObjectHash> _wrongModes = [];
    private readonly ConcurrentQueue<(int Prefix, string Name)> _strays = [];
    private long _bytes;
    private long _reported;

    public long Objects => _sound.Count + _corrupt.Count;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Objects whose contents do not match their hash.</summary>
    public IReadOnlyCollection<CorruptObject> Corrupt => _corrupt;

    /// <summary>Objects that could not be read, each as one line of text.</summary>
    public IEnumerable<string> Unreadable => _unreadable.Values;

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
    /// The fault of an object with an expected length in bytes (0 if unknown); null if the object is sound, or could not be read.
    /// </summary>
    public string? FindFault(in ObjectHash hash, ulong size)
    {
        if (_sound.TryGetValue(HashKey.Of(hash), out var length))
        {
            return size == 0 || (ulong)length == size ? null : $"object {hash} has {length} bytes instead of {size}";
        }

        if (IsUnreadable(hash))
        {
            return null;
        }

        var copy = hash;
        return _corrupt.Any(corrupt => corrupt.Hash == copy) ? $"object {hash} is corrupt" : $"object {hash} is missing";
    }

    /// <summary>True if an object could not be read.</summary>
    public bool IsUnreadable(in ObjectHash hash) => _unreadable.ContainsKey(hash);

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

        bool? isSound;
        try
        {
            isSound = HasCorrectContents(hash, cancellationToken);
        }
        catch (IOException e) when (e is not LinuxException { Error: Errno.EACCES or Errno.EPERM })
        {
            _unreadable[hash] = StoreErrors.Unreadable($"object {hash} ({objects.PathOf(hash)})", e).Message;
            return;
        }

        // The mode that marks a damaged object is correct for it.
        if (((found.Mode & ~(uint)FileType.Mask) is var mode && mode != ObjectDirectory.Permissions
                && (isSound == true || mode != ObjectDirectory.DamagedPermissions))
            || StoreOwner.FaultOf(found) is not null)
        {
            _wrongModes.Enqueue(hash);
        }

        if (isSound is not null)
        {
            if (isSound.Value)
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
        using var file = objects.TryOpen(hash);
        return file is null ? null : ObjectHashing.Compute(file, Report, cancellationToken) == hash;
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
