namespace Imaginator.Host.Queue.Output;

/// <summary>
/// A file that grows, and any number of readers that each follow it from its start at their own pace: nothing of it is in
/// memory, and whoever writes never waits for who reads. It stays open until its creator and all readers have let go of it,
/// whatever becomes of its name. Thread-safe, except that one at a time appends.
/// </summary>
/// <param name="open">Opens the file for reading and writing, empty; called with the first bytes.</param>
internal sealed class GrowingFile(Func<FileStream> open) : IBuildOutput
{
    private readonly Lock _lock = new();
    private FileStream? _file;
    private TaskCompletionSource? _grown;
    private int _holders = 1;
    private long _length;
    private bool _isComplete;

    public long Length => Volatile.Read(ref _length);

    public bool IsComplete => Volatile.Read(ref _isComplete);

    /// <summary>Adds bytes, all or none of them: what a write that failed has left is written over by the next.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be opened.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        _file ??= open();
        RandomAccess.Write(_file.SafeFileHandle, bytes, _length);
        lock (_lock)
        {
            Volatile.Write(ref _length, _length + bytes.Length);
            Announce();
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            Volatile.Write(ref _isComplete, true);
            Announce();
        }
    }

    /// <summary>Holds the file, besides its creator.</summary>
    /// <returns>Whether it is still there.</returns>
    public bool TryHold()
    {
        lock (_lock)
        {
            if (_holders == 0)
            {
                return false;
            }

            _holders++;
            return true;
        }
    }

    /// <summary>Lets go of the file.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (--_holders == 0)
            {
                _file?.Dispose();
            }
        }
    }

    public IBuildOutputReader? TryOpenReader() => TryHold() ? new Reader(this) : null;

    private void Announce()
    {
        _grown?.TrySetResult();
        _grown = null;
    }

    // Null: there is something to read, or nothing will ever come.
    private Task? WaitBeyond(long position)
    {
        lock (_lock)
        {
            return position < _length || _isComplete
                ? null
                : (_grown ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private sealed class Reader(GrowingFile file) : IBuildOutputReader
    {
        private bool _isDisposed;

        public long Position { get; set; }

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            while (file.WaitBeyond(Position) is { } growth)
            {
                await growth.WaitAsync(cancellationToken);
            }

            var available = (int)Math.Min(buffer.Length, file.Length - Position);
            if (available <= 0)
            {
                return 0;
            }

            var count = RandomAccess.Read(file._file!.SafeFileHandle, buffer.Span[..available], Position);
            Position += count;
            return count;
        }

        public void Dispose()
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                file.Release();
            }
        }
    }
}
