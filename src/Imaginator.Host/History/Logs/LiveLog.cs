using System.Text;
using Imaginator.Host.Queue.Output;

namespace Imaginator.Host.History.Logs;

/// <summary>
/// The log of a running build: a file that grows, and any number of readers that each follow it from its start at their own
/// pace. Thread-safe.
/// </summary>
/// <remarks>
/// Only the newest bytes of a log above the maximum length are in memory, so that slow readers cost nothing; the build never
/// waits for a reader. If writing to the disk fails, log lines are lost, but the build goes on; the log then contains the
/// number of missing bytes where they are missing.
/// </remarks>
internal sealed class LiveLog : IBuildOutput, IDisposable
{
    /// <summary>The maximum length of the start of a log, in bytes.</summary>
    public const long DefaultMaximumLength = 64L * 1024 * 1024;

    /// <summary>The suffix of the names of incomplete logs.</summary>
    public const string PartSuffix = ".part";

    /// <summary>The length of the end of a longer log that is kept, in bytes: the end says why a build failed.</summary>
    public const int TailLength = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly GrowingFile _file;
    private readonly long _maximumLength;
    private readonly Action<Exception> _onFault;
    private readonly string _completePath;
    private string _path;
    private LogTail? _tail;
    private long _unwritten;
    private bool _isFaulted;
    private bool _isDisposed;

    /// <summary>
    /// Creates the file, which must not exist. Calls <paramref name="onFault"/> once when writing fails.
    /// </summary>
    public LiveLog(string path, Action<Exception> onFault, long maximumLength = DefaultMaximumLength)
    {
        _completePath = path;
        _path = path + PartSuffix;
        _onFault = onFault;
        _maximumLength = maximumLength;
        var file = LogFiles.Create(_path);
        _file = new GrowingFile(() => file);
    }

    /// <summary>The current path of the file.</summary>
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

    public long Length => _file.Length;

    public bool IsComplete => _file.IsComplete;

    /// <summary>Appends output, with secrets already masked. Never waits for a reader, and does not throw if writing fails.</summary>
    public void Append(ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            if (!IsComplete)
            {
                Write(output);
            }
        }
    }

    /// <summary>Ends the log. Readers reach its end; output that is appended later is ignored.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            if (IsComplete)
            {
                return;
            }

            WriteGap();
            WriteTail();
            WriteGap();
            _file.Complete();
            Rename();
        }
    }

    public IBuildOutputReader? TryOpenReader() => _file.TryOpenReader();

    /// <summary>Ends the log and releases its file; readers keep it open.</summary>
    public void Dispose()
    {
        Complete();
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _file.Release();
            }
        }
    }

    private void Write(ReadOnlySpan<byte> output)
    {
        var space = (int)Math.Clamp(_maximumLength - Length, 0, output.Length);
        if (_tail is null && space > 0)
        {
            WriteGap();
            if (!TryWrite(output[..space]))
            {
                _unwritten += output.Length;
                return;
            }
        }

        if (_tail is not null || space < output.Length)
        {
            _tail ??= new LogTail(TailLength);
            _tail.Append(_tail.Length == 0 ? output[space..] : output);
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
            TryWrite(Encoding.UTF8.GetBytes($"\n[{_tail.Length - kept.Length} bytes omitted: the log is too long]\n"));
        }

        if (!TryWrite(kept))
        {
            _unwritten += kept.Length;
        }
    }

    /// <summary>Writes the number of bytes that could not be written before.</summary>
    private void WriteGap()
    {
        if (_unwritten > 0
            && TryWrite(Encoding.UTF8.GetBytes($"\n[{_unwritten} bytes missing: writing the log file failed]\n")))
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

    private bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Append(bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(e);
            return false;
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
}
