using Microsoft.Win32.SafeHandles;

namespace Imaginator.Host.Queue.Output;

/// <summary>
/// The output of one build, in a file without a name: it costs no memory, whatever a build prints, and is gone with the last
/// who reads it, or with the daemon. Thread-safe.
/// </summary>
internal sealed class GrowingOutput : IBuildOutput
{
    /// <summary>The most that is kept, in bytes: more than anybody reads, less than fills a disk.</summary>
    private const long MaximumLength = 256L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly string _directory;
    private SafeFileHandle? _file;
    private TaskCompletionSource? _grown;
    private int _holders = 1;
    private long _length;
    private bool _isComplete;
    private bool _isTruncated;

    /// <summary>Creates an output.</summary>
    /// <param name="directory">Where its file is made, with the first bytes.</param>
    public GrowingOutput(string directory) => _directory = directory;

    public long Length => Volatile.Read(ref _length);

    public bool IsComplete
    {
        get
        {
            lock (_lock)
            {
                return _isComplete;
            }
        }
    }

    /// <summary>Adds what was printed. A disk without room, or a build without end, truncates the output.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_isComplete || _isTruncated || bytes.IsEmpty)
            {
                return;
            }

            var kept = bytes[..(int)Math.Min(bytes.Length, MaximumLength - _length)];
            _isTruncated = kept.Length < bytes.Length || !TryWrite(kept);
            Announce();
        }
    }

    /// <summary>Nothing more will come; the creator lets go of it.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Announce();
        }
    }

    /// <summary>Holds the output in place of its creator.</summary>
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

    /// <summary>Lets go of the output.</summary>
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

    private bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file ??= CreateFile();
            RandomAccess.Write(_file, bytes, _length);
            Volatile.Write(ref _length, _length + bytes.Length);
            return true;
        }
        catch (IOException)
        {
            // The disk is full. The build finds out itself; those who watch it see less.
            return false;
        }
    }

    private SafeFileHandle CreateFile()
    {
        var path = Path.Combine(_directory, Guid.NewGuid().ToString("N") + ".output");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        File.Delete(path);
        return file;
    }

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

    private sealed class Reader(GrowingOutput output) : IBuildOutputReader
    {
        private bool _isDisposed;

        public long Position { get; set; }

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            while (output.WaitBeyond(Position) is { } growth)
            {
                await growth.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            var available = (int)Math.Min(buffer.Length, output.Length - Position);
            if (available <= 0)
            {
                return 0;
            }

            var count = RandomAccess.Read(output._file!, buffer.Span[..available], Position);
            Position += count;
            return count;
        }

        public void Dispose()
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                output.Release();
            }
        }
    }
}
