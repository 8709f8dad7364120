using Imaginator.Building.Threading;

namespace Imaginator.Host.Queue.Output;

/// <summary>
/// A file that grows, and any number of readers that each follow it from its start at their own speed: its contents are not in
/// memory, and the writer never waits for readers. It stays open until its creator and all readers have released it,
/// even if it is deleted. Thread-safe, except that only one thread at a time may append.
/// </summary>
/// <param name="open">Opens the empty file for reading and writing; called with the first bytes.</param>
internal sealed class GrowingFile(Func<FileStream> open) : IBuildOutput
{
    private readonly Lock _lock = new();
    private readonly ChangeSignal _changed = new();
    private FileStream? _file;
    private int _references = 1;
    private long _length;
    private bool _isComplete;

    public long Length => Volatile.Read(ref _length);

    public bool IsComplete => Volatile.Read(ref _isComplete);

    /// <summary>Appends all bytes or none: the next write overwrites the rest of a failed one.</summary>
    /// <exception cref="IOException">The disk refuses the write.</exception>
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
            _changed.Raise();
        }
    }

    /// <summary>Ends the file: readers that have read everything stop.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            Volatile.Write(ref _isComplete, true);
            _changed.Raise();
        }
    }

    /// <summary>Adds a reference to that of the creator; false if the file is closed.</summary>
    public bool TryAddReference()
    {
        lock (_lock)
        {
            if (_references == 0)
            {
                return false;
            }

            _references++;
            return true;
        }
    }

    /// <summary>Removes a reference; the last one closes the file.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (--_references == 0)
            {
                _file?.Dispose();
            }
        }
    }

    public IBuildOutputReader? TryOpenReader() => TryAddReference() ? new Reader(this) : null;

    // Null: there is something to read, or the file is complete.
    private Task? WaitBeyond(long position)
    {
        lock (_lock)
        {
            return position < _length || _isComplete ? null : _changed.Next;
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
