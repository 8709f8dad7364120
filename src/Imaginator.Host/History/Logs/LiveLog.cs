using System.Collections.Immutable;
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
/// number of missing bytes where they are missing. The log has the times of its bytes, and the stages that begin in it, as
/// <see cref="LogMarks"/>.
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
    private readonly TimeProvider _timeProvider;
    private readonly LogMarkFile _markFile;
    private readonly LogMarkList _marks = new();

    // Their offsets count from the first byte of the tail, as long as the position of the tail is not known.
    private readonly LogMarkList _tailMarks = new();
    private string _path;
    private LogTail? _tail;
    private long _unwritten;
    private bool _isFaulted;
    private bool _isDisposed;

    /// <summary>
    /// Creates the file, which must not exist. Calls <paramref name="onFault"/> once when writing fails.
    /// </summary>
    public LiveLog(
        string path, Action<Exception> onFault, long maximumLength = DefaultMaximumLength, TimeProvider? timeProvider = null)
    {
        _timeProvider = timeProvider ?? TimeProvider.System;
        _completePath = path;
        _path = path + PartSuffix;
        _onFault = onFault;
        _maximumLength = maximumLength;
        var file = LogFiles.Create(_path);
        _file = new GrowingFile(() => file);
        _markFile = new LogMarkFile(path);
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

    /// <summary>The times and stages so far.</summary>
    public LogMarks Marks
    {
        get
        {
            lock (_lock)
            {
                return new LogMarks(_marks.ToImmutable(), firstError: null);
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

    /// <summary>A stage begins with the output that is appended next.</summary>
    public void BeginStage(string stage)
    {
        lock (_lock)
        {
            if (IsComplete)
            {
                return;
            }

            var now = _timeProvider.GetUtcNow();
            if (_tail is not null)
            {
                _tailMarks.AddStage(_tail.Length, now, stage);
            }
            else
            {
                WriteMark(_marks.AddStage(Length, now, stage));
            }
        }
    }

    /// <summary>The marks of the bytes from an offset up to another one; see <see cref="LogMarks.Between"/>.</summary>
    public ImmutableArray<LogMark> MarksBetween(long from, long until)
    {
        lock (_lock)
        {
            return _marks.Between(from, until);
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
            _markFile.Dispose();
            Rename();
        }
    }

    public IBuildOutputReader? TryOpenReader() => _file.TryOpenReader();

    /// <summary>Deletes the file of the marks, which the archive has.</summary>
    public void DeleteMarkFile() => LogMarkFile.Delete(_completePath);

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
            WriteMark(_marks.Add(Length, _timeProvider.GetUtcNow()));
            if (!TryWrite(output[..space]))
            {
                _unwritten += output.Length;
                return;
            }
        }

        if (_tail is not null || space < output.Length)
        {
            _tail ??= new LogTail(TailLength);
            _tailMarks.Add(_tail.Length, _timeProvider.GetUtcNow());
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
        var omitted = _tail.Length - kept.Length;
        if (omitted > 0)
        {
            TryWrite(Encoding.UTF8.GetBytes($"\n[{omitted} bytes omitted: the log is too long]\n"));
        }

        MoveTailMarks(omitted);
        if (!TryWrite(kept))
        {
            _unwritten += kept.Length;
        }
    }

    /// <summary>Gives the marks of the tail their positions in the file. Those of omitted bytes are moved to the start of the tail.</summary>
    private void MoveTailMarks(long omitted)
    {
        var start = Length;
        foreach (var mark in _tailMarks.ToImmutable())
        {
            var offset = start + Math.Max(0, mark.Offset - omitted);
            WriteMark(mark.Stage is { } stage ? _marks.AddStage(offset, mark.At, stage) : _marks.Add(offset, mark.At));
        }
    }

    private void WriteMark(LogMark? mark)
    {
        if (mark is { } known)
        {
            _markFile.Append(known);
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
