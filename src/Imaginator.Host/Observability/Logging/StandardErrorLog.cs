using System.Text;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Serilog.Events;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// The log on standard error: lines with their time; or, where the journal of systemd reads it, lines with the priority that
/// the journal understands and without the time that it adds itself. Thread-safe.
/// </summary>
internal sealed class StandardErrorLog
{
    private readonly TextWriter _error;
    private readonly bool _isJournal;
    private readonly bool _subseconds;

    /// <summary>Creates the log.</summary>
    /// <param name="error">Standard error; thread-safe.</param>
    /// <param name="isJournal">Whether the journal reads it; see <see cref="IsJournal"/>.</param>
    /// <param name="subseconds">Whether times have fractions of a second.</param>
    public StandardErrorLog(TextWriter error, bool isJournal, bool subseconds)
    {
        _error = error;
        _isJournal = isJournal;
        _subseconds = subseconds;
    }

    /// <summary>Whether standard error of this process is connected to the journal.</summary>
    /// <param name="journalStream">The environment variable <c>JOURNAL_STREAM</c>; null if it is not set.</param>
    /// <remarks>
    /// The variable alone says nothing: it is inherited by programs whose output was redirected. It names device and inode
    /// that standard error then has.
    /// </remarks>
    public static bool IsJournal(string? journalStream)
    {
        if (string.IsNullOrEmpty(journalStream))
        {
            return false;
        }

        using var standardError = new SafeFileHandle(2, ownsHandle: false);
        var status = FileHandles.GetStatus(standardError);
        return journalStream == $"{status.Device}:{status.InodeNumber}";
    }

    /// <summary>Writes an event.</summary>
    /// <param name="time">When it happened.</param>
    /// <param name="level">How severe it is.</param>
    /// <param name="text">Its line or lines, without time.</param>
    public void Write(DateTimeOffset time, LogEventLevel level, string text)
    {
        if (!_isJournal)
        {
            _error.Write($"{LogLine.Time(time, _subseconds)} {text}\n");
            return;
        }

        // Each line is an entry of its own and needs its priority.
        var prefix = $"<{Priority(level)}>";
        var entry = new StringBuilder();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            entry.Append(prefix).Append(line).Append('\n');
        }

        _error.Write(entry.ToString());
    }

    // The priorities of syslog(3).
    private static int Priority(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => 2,
        LogEventLevel.Error => 3,
        LogEventLevel.Warning => 4,
        LogEventLevel.Information => 6,
        _ => 7,
    };
}
