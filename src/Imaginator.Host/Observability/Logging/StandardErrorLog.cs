using System.Text;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Serilog.Events;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// The log on standard error: lines with their time; or, for the systemd journal, lines with a priority and without the time,
/// which the journal adds itself. Thread-safe.
/// </summary>
internal sealed class StandardErrorLog
{
    private readonly TextWriter _error;
    private readonly bool _isJournal;
    private readonly bool _subseconds;

    /// <summary>Creates a log on a thread-safe writer.</summary>
    public StandardErrorLog(TextWriter error, bool isJournal, bool subseconds)
    {
        _error = error;
        _isJournal = isJournal;
        _subseconds = subseconds;
    }

    /// <summary>Whether the variable <c>JOURNAL_STREAM</c> says that this process's standard error is the journal.</summary>
    /// <remarks>
    /// The variable alone is not enough: programs inherit it even if their output was redirected. It names the device and inode
    /// of the journal's stream.
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

    /// <summary>Writes the one or several lines of an event, given without time.</summary>
    public void Write(DateTimeOffset time, LogEventLevel level, string text)
    {
        if (!_isJournal)
        {
            _error.Write($"{LogLine.Time(time, _subseconds)} {text}\n");
            return;
        }

        // The journal makes an entry of each line.
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
