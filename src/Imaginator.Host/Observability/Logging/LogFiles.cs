using System.Globalization;
using Imaginator.Linux;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// The daemon's log files: <c>imaginator.TIME.log</c>, and <c>latest</c>, a symbolic link to the one that grows. Each start of
/// the daemon begins a new one. Thread-safe.
/// </summary>
/// <remarks>
/// The files never take more than the quota: before one is begun, the oldest go. They are readable by the owner and the
/// group only, from their first moment. Whatever goes wrong (no such directory, no permission, disk full, a file removed under
/// the daemon) is told as the result of a write and tried anew after a while; it never throws.
/// </remarks>
internal sealed class LogFiles : IDisposable
{
    /// <summary>The symbolic link to the newest file.</summary>
    public const string Latest = "latest";

    private const string Pattern = "imaginator.*.log";

    // A daemon that is started again and again would leave that many small files.
    private const int MaximumFiles = 200;

    // What a file may be cut down to by a small quota: less and hardly a line would fit.
    private const long MinimumFileSize = 4096;

    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>How long after a failure the files are tried anew.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>How often it is looked whether the file is still there under its name.</summary>
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly long _quota;
    private readonly long _maximumFileSize;
    private readonly TimeProvider _time;
    private FileStream? _file;
    private long _length;
    private long _nextLook;
    private long _nextTry;
    private string? _failure;

    /// <summary>Creates the log; no file is begun before the first line.</summary>
    /// <param name="directory">Their directory, an absolute path; made with mode 0750 where missing.</param>
    /// <param name="quota">What they may take together, in bytes.</param>
    /// <param name="maximumFileSize">The size at which a new file is begun, in bytes.</param>
    /// <param name="time">The clock.</param>
    public LogFiles(string directory, long quota, long maximumFileSize, TimeProvider time)
    {
        _directory = directory;
        _quota = quota;

        // At least two files fit: otherwise beginning a new one would leave nothing to read.
        _maximumFileSize = Math.Max(Math.Min(maximumFileSize, quota / 2), MinimumFileSize);
        _time = time;
    }

    /// <summary>The directory of the files.</summary>
    public string Directory => _directory;

    /// <summary>Appends to the log.</summary>
    /// <param name="lines">Whole lines, encoded, line feed included.</param>
    /// <returns>Null if it was written; otherwise why not, in words for people.</returns>
    public string? Write(ReadOnlySpan<byte> lines)
    {
        lock (_lock)
        {
            if (_failure is not null && _time.GetTimestamp() < _nextTry)
            {
                return _failure;
            }

            try
            {
                PrepareFor(lines.Length);
                _file!.Write(lines);
                _length += lines.Length;
                return _failure = null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImaginatorException)
            {
                // The next try begins a new file: this one may end in half a line.
                Close();
                _nextTry = After(RetryAfter);
                return _failure = $"cannot write log files in {_directory}: {e.Message}";
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            Close();
        }
    }

    private void PrepareFor(int bytes)
    {
        if (_file is not null && _time.GetTimestamp() >= _nextLook)
        {
            // Somebody may have removed or moved it: what would be written now nobody could read.
            _nextLook = After(LookAfter);
            if (!File.Exists(_file.Name))
            {
                Close();
            }
        }

        if (_file is not null && _length > 0 && _length + bytes > _maximumFileSize)
        {
            Close();
        }

        if (_file is null)
        {
            Begin();
        }
    }

    private void Begin()
    {
        System.IO.Directory.CreateDirectory(_directory, DirectoryMode);
        MakeRoom();
        _file = CreateFile();
        _length = 0;
        _nextLook = After(LookAfter);
        PointLatestTo(Path.GetFileName(_file.Name));
    }

    /// <summary>Removes the oldest files until a new one may grow to its full size.</summary>
    private void MakeRoom()
    {
        // The names sort by time.
        var oldestFirst = new DirectoryInfo(_directory).EnumerateFiles(Pattern)
            .Where(file => file.LinkTarget is null)
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        var size = oldestFirst.Sum(file => file.Length);
        var count = oldestFirst.Count;
        foreach (var file in oldestFirst.TakeWhile(_ => size + _maximumFileSize > _quota || count >= MaximumFiles))
        {
            size -= file.Length;
            count--;
            file.Delete();
        }
    }

    private FileStream CreateFile()
    {
        var options = new FileStreamOptions
        {
            // Never one that is there: not even through a symbolic link that somebody has laid out.
            Mode = System.IO.FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = FileMode,

            // What is logged shall be in the file when the daemon is killed.
            BufferSize = 0,
        };
        var time = _time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
        for (var attempt = 0; ; attempt++)
        {
            // An underscore sorts behind the dot, as the later file does behind the earlier.
            var suffix = attempt == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"_{attempt:000}");
            try
            {
                return new FileStream(Path.Combine(_directory, $"imaginator.{time}{suffix}.log"), options);
            }
            catch (IOException e) when (attempt < 999 && e.HResult == (int)Errno.EEXIST)
            {
                // Begun in the same millisecond.
            }
        }
    }

    private void PointLatestTo(string name)
    {
        // Exchanged at once: whoever follows the link always finds a file.
        var link = Path.Combine(_directory, Latest);
        var next = link + ".next";
        File.Delete(next);
        File.CreateSymbolicLink(next, name);
        File.Move(next, link, overwrite: true);
    }

    private void Close()
    {
        var file = _file;
        _file = null;
        file?.Dispose();
    }

    private long After(TimeSpan delay) =>
        _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
}
