using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Host.Recording.Logs;

/// <summary>
/// The log of a build that is running: a file that grows, and any number of readers that each follow it from its start
/// at their own pace. Thread-safe.
/// </summary>
/// <remarks>
/// Nothing is kept in memory but the newest bytes of a log that has grown too long, so a slow reader costs nothing, and
/// the build never waits for one. A disk that refuses costs log lines, not the build: how many bytes are missing is
/// written where they are missing.
/// </remarks>
internal sealed class LiveLog : IDisposable
{
    /// <summary>The most that is kept from the start of a log, in bytes.</summary>
    public const long DefaultMaximumLength = 64L * 1024 * 1024;

    /// <summary>What the name of a log that is not complete ends with: such a file never claims to be the whole log.</summary>
    public const string PartSuffix = ".part";

    /// <summary>How much is kept of the end of a log that is longer, in bytes: why a build failed is said there.</summary>
    public const int TailLength = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly FileStream _stream;
    private readonly SafeFileHandle _file;
    private readonly long _maximumLength;
    private readonly Action<Exception> _onFault;
    private readonly string _completePath;
    private string _path;
    private TaskCompletionSource? _waiting;
    private LogTail? _tail;
    private long _length;
    private long _unwritten;
    private bool _isFaulted;
    private bool _isComplete;

    /// <summary>Creates the log's file.</summary>
    /// <param name="path">Its path once it is complete; until then <see cref="PartSuffix"/> follows. Neither may exist.</param>
    /// <param name="onFault">Is told once when the file cannot be written to.</param>
    /// <param name="maximumLength">The most that is kept from the start, in bytes.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public LiveLog(string path, Action<Exception> onFault, long maximumLength = DefaultMaximumLength)
    {
        _completePath = path;
        _path = path + PartSuffix;
        _onFault = onFault;
        _maximumLength = maximumLength;
        _stream = LogFiles.Create(_path);
        _file = _stream.SafeFileHandle;
    }

    /// <summary>Where the file is now.</summary>
    public string Path
    {
        get
        {
            lock (_lock)
            {
                return _path;
            }
        }
    }

    /// <summary>How much can be read, in bytes.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Whether all is written that ever will be.</summary>
    public bool IsComplete => Volatile.Read(ref _isComplete);

    /// <summary>Appends output. Never waits for a reader, and does not throw when the disk refuses.</summary>
    /// <param name="output">The bytes; secrets are masked already.</param>
    public void Append(ReadOnlySpan<byte> output)
    {
        if (output.IsEmpty)
        {
            return;
        }

        TaskCompletionSource? waiting;
        lock (_lock)
        {
            if (_isComplete)
            {
                return;
            }

            Keep(output);
            waiting = TakeWaiting();
        }

        waiting?.SetResult();
    }

    /// <summary>Ends the log. Readers come to its end; whatever is appended later is ignored.</summary>
    public void Complete()
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            if (_isComplete)
            {
                return;
            }

            WriteGap();
            WriteTail();
            WriteGap();
            Volatile.Write(ref _isComplete, true);
            waiting = TakeWaiting();
            _stream.Dispose();
            Rename();
        }

        waiting?.SetResult();
    }

    /// <summary>A reader at the start of the log; the caller disposes of it.</summary>
    /// <exception cref="IOException">The file cannot be opened, for instance as it has gone to the archive.</exception>
    public LiveLogReader OpenReader()
    {
        lock (_lock)
        {
            return new LiveLogReader(this, LogFiles.Open(_path));
        }
    }

    /// <summary>Waits until there is more than a reader has read, or there never will be.</summary>
    /// <param name="position">How much the reader has read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal Task WaitForMoreAsync(long position, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_length > position || _isComplete)
            {
                return Task.CompletedTask;
            }

            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => Complete();

    private TaskCompletionSource? TakeWaiting()
    {
        var waiting = _waiting;
        _waiting = null;
        return waiting;
    }

    private void Keep(ReadOnlySpan<byte> output)
    {
        var room = (int)Math.Clamp(_maximumLength - _length, 0, output.Length);
        if (_tail is null && room > 0)
        {
            WriteGap();
            if (!TryWrite(output[..room]))
            {
                _unwritten += output.Length;
                return;
            }
        }

        if (_tail is not null || room < output.Length)
        {
            _tail ??= new LogTail(TailLength);
            _tail.Append(_tail.Length == 0 ? output[room..] : output);
        }
    }

    private void WriteTail()
    {
        if (_tail is null)
        {
            return;
        }

        var kept = _tail.ToArray();
        if (_tail.Length > kept.Length)
        {
            TryWrite(Encoding.UTF8.GetBytes($"\n[{_tail.Length - kept.Length} bytes were left out here: the log is too long]\n"));
        }

        if (!TryWrite(kept))
        {
            _unwritten += kept.Length;
        }
    }

    /// <summary>Says how much the disk has refused, now that it may accept again.</summary>
    private void WriteGap()
    {
        if (_unwritten > 0
            && TryWrite(Encoding.UTF8.GetBytes($"\n[{_unwritten} bytes are missing here: the log file could not be written]\n")))
        {
            _unwritten = 0;
        }
    }

    private void Rename()
    {
        try
        {
            File.Move(_path, _completePath);
            _path = _completePath;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(e);
        }
    }

    private void Report(Exception fault)
    {
        if (!_isFaulted)
        {
            _isFaulted = true;
            _onFault(fault);
        }
    }

    private bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file, bytes, _length);
            Volatile.Write(ref _length, _length + bytes.Length);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What a failed write did put into the file lies beyond the length, and is written over.
            Report(e);
            return false;
        }
    }
}
