using System.Collections.Concurrent;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Leases;

/// <summary>
/// A lock between threads and processes, on a file. Whoever dies releases it. Holders keep it for moments, so that
/// waiting is asking again.
/// </summary>
/// <remarks>Thread-safe: each holder locks an open file of its own; those that are not in use are kept for the next.</remarks>
internal sealed class StoreLock(DirectoryHandle directory, string name) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentBag<SafeFileHandle> _idle = [];

    /// <summary>Takes the lock together with others that share it.</summary>
    public ValueTask<Holder> AcquireSharedAsync(CancellationToken cancellationToken) =>
        TryAcquire(exclusive: false) is { } holder
            ? ValueTask.FromResult(holder)
            : new ValueTask<Holder>(WaitAsync(exclusive: false, cancellationToken));

    /// <summary>Takes the lock alone.</summary>
    public ValueTask<Holder> AcquireExclusiveAsync(CancellationToken cancellationToken) =>
        TryAcquire(exclusive: true) is { } holder
            ? ValueTask.FromResult(holder)
            : new ValueTask<Holder>(WaitAsync(exclusive: true, cancellationToken));

    public void Dispose()
    {
        while (_idle.TryTake(out var file))
        {
            file.Dispose();
        }
    }

    private Holder? TryAcquire(bool exclusive)
    {
        if (!_idle.TryTake(out var file))
        {
            file = LockFile.Open(directory, name);
        }

        if (FileLocks.TryLock(file, exclusive))
        {
            return new Holder(this, file);
        }

        _idle.Add(file);
        return null;
    }

    private async Task<Holder> WaitAsync(bool exclusive, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            // Real time, whatever the time of the store is: the holder may be another process.
            await Task.Delay(pause, cancellationToken);
            if (TryAcquire(exclusive) is { } holder)
            {
                return holder;
            }
        }
    }

    /// <summary>Holds the lock until it is disposed of, once.</summary>
    public readonly struct Holder(StoreLock owner, SafeFileHandle file) : IDisposable
    {
        public void Dispose()
        {
            FileLocks.Unlock(file);
            owner._idle.Add(file);
        }
    }
}
