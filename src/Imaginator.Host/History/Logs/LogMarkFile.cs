using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Linux.Storage;

namespace Imaginator.Host.History.Logs;

/// <summary>
/// The marks of a running build's log in a file in the same directory, one a line, so that they survive the daemon: offset, Unix time in
/// milliseconds, stage. Without the file, the log has no times. Not thread-safe.
/// </summary>
internal sealed class LogMarkFile : IDisposable
{
    /// <summary>The suffix after the name of the log. Earlier versions ignore files with it.</summary>
    public const string Suffix = ".times";

    // More than the marks of the longest build.
    private const int MaximumLength = 16 * 1024 * 1024;

    private readonly string _path;
    private FileStream? _file;

    /// <summary>Creates the file for a log. If that fails, marks are not written.</summary>
    public LogMarkFile(string logPath)
    {
        _path = logPath + Suffix;
        try
        {
            File.Delete(_path);
            _file = LogFiles.Create(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file = null;
        }
    }

    /// <summary>Appends a mark. After a failure, no further marks are written.</summary>
    public void Append(LogMark mark)
    {
        try
        {
            _file?.Write(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{mark.Offset} {mark.At.ToUnixTimeMilliseconds()} {mark.Stage}\n")));
        }
        catch (IOException)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Reads the marks of a log that an earlier process has left; none if there is no file or it cannot be read.</summary>
    public static LogMarks Read(string logPath)
    {
        try
        {
            var marks = ImmutableArray.CreateBuilder<LogMark>();
            foreach (var line in RegularFile.ReadAllText(logPath + Suffix, MaximumLength).Split('\n'))
            {
                // The last line can be torn.
                if (Parse(line) is { } mark && (marks.Count == 0 || mark.Offset >= marks[^1].Offset))
                {
                    marks.Add(mark);
                }
            }

            return new LogMarks(marks.ToImmutable(), firstError: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return LogMarks.None;
        }
    }

    /// <summary>Deletes the file of a log.</summary>
    public static void Delete(string logPath)
    {
        try
        {
            File.Delete(logPath + Suffix);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start tries it again.
            return;
        }
    }

    private static LogMark? Parse(string line)
    {
        var parts = line.Split(' ', 3);
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? new LogMark(offset, DateTimeOffset.FromUnixTimeMilliseconds(time), parts[2].Length > 0 ? parts[2] : null)
                : null;
    }
}
