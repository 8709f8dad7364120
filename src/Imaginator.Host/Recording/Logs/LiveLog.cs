using System.Text;
using Imaginator.Host.Queue.Output;

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
internal sealed class LiveLog : IBuildOutput, IDisposable
{
    /// <summary>The most that is kept from the start of a log, in bytes.</summary>
    public const long DefaultMaximumLength = 64L * 1024 * 1024;

    /// <summary>What the name of a log that is not complete ends with: such a file never claims to be the whole log.</summary>
    public const string PartSuffix = ".part";

    /// <summary>How much is kept of the end of a log that is longer, in bytes: why a build failed is said there.</summary>
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

    /// <summary>Creates the log's file.</summary>
    public LiveLog(string path, Action<Exception> onFault, long maximumLength = DefaultMaximumLength)
    {
        _completePath = path;
        _path = path + PartSuffix;
        _onFault = onFault;
        _maximumLength = maximumLength;
        var file = LogFiles.Create(_path);
        _file = new GrowingFile(() => file);
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

    public long Length => _file.Length;

    public bool IsComplete => _file.IsComplete;

    /// <summary>Appends output. Never waits for a reader, and does not throw when the disk refuses.</summary>
    public void Append(ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            if (!IsComplete)
            {
                Keep(output);
            }
        }
    }

    /// <summary>Ends the log. Readers come to its end; whatever is appended later is ignored.</summary>
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

    /// <summary>Ends the log, and lets go of its file; those who read it have it still.</summary>
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

    private void Keep(ReadOnlySpan<byte> output)
    {
        var room = (int)Math.Clamp(_maximumLength - Length, 0, output.Length);
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
