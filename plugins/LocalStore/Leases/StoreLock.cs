using System.Collections.Concurrent;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.LocalStore.Leases;

/// <summary>
/// A lock on a file, between threads and processes. The death of a process releases its locks. Holders keep the lock for
/// milliseconds, so that waiting is polling.
/// </summary>
/// <remarks>Thread-safe: each holder locks a separate open file. The lock keeps unused files for later holders.</remarks>
/// <param name="isVirtual">True for a store that nothing can change: the lock is then always free.</param>
internal sealed class StoreLock(DirectoryHandle directory, string name, bool isVirtual = false) : IDisposable
{
    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentBag<SafeFileHandle> _idle = [];

    public ValueTask<Holder> AcquireSharedAsync(CancellationToken cancellationToken) =>
        TryAcquire(exclusive: false) is { } holder
            ? ValueTask.FromResult(holder)
            : new ValueTask<Holder>(WaitAsync(exclusive: false, cancellationToken));

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
        if (isVirtual)
        {
            return new Holder(this, null);
        }

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
        for (var delay = InitialDelay; ; delay = delay * 2 < MaximumDelay ? delay * 2 : MaximumDelay)
        {
            // Real time, independent of the TimeProvider of the store: the holder can be another process.
            await Task.Delay(delay, cancellationToken);
            if (TryAcquire(exclusive) is { } holder)
            {
                return holder;
            }
        }
    }

    /// <summary>Holds the lock until it is disposed of. It must be disposed of exactly once.</summary>
    public readonly struct Holder(StoreLock owner, SafeFileHandle? file) : IDisposable
    {
        public void Dispose()
        {
            if (file is not null)
            {
                FileLocks.Unlock(file);
                owner._idle.Add(file);
            }
        }
    }
}
