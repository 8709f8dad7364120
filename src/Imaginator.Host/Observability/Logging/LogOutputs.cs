using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// Masks every event and writes it to the lines in memory, the log files and standard error. While the files cannot be written,
/// standard error receives all events, and a message at the beginning and the end of that time. Thread-safe.
/// </summary>
internal sealed class LogOutputs : ILogEventSink, IDisposable
{
    private static readonly CompactJsonFormatter Json = new();

    private readonly LogSettings _settings;
    private readonly LogMasking _masking;
    private readonly RecentLogLines _recent;
    private readonly DaemonLogFiles? _files;
    private readonly StandardErrorLog _standardError;
    private int _filesAreFailing;

    /// <summary>Creates the outputs, which own the log files; null for no files.</summary>
    public LogOutputs(
        LogSettings settings, LogMasking masking, RecentLogLines recent, DaemonLogFiles? files, StandardErrorLog standardError)
    {
        _settings = settings;
        _masking = masking;
        _recent = recent;
        _files = files;
        _standardError = standardError;
    }

    public void Emit(LogEvent logEvent)
    {
        var masked = MaskedEvent.Of(logEvent, _masking.Mask);

        // Masked again as a whole: a message can join the parts of a secret.
        var text = _masking.Mask(LogLine.Of(masked));
        var line = $"{LogLine.Time(masked.Timestamp, _settings.Subseconds)} {text}\n";
        _recent.Add(line);
        var written = WriteToFiles(masked, line);
        if (!written || _settings.AlsoToStandardError)
        {
            _standardError.Write(masked.Timestamp, masked.Level, text);
        }
    }

    public void Dispose() => _files?.Dispose();

    private bool WriteToFiles(LogEvent masked, string line)
    {
        if (_files is null)
        {
            return false;
        }

        var failure = _files.Write(Encoding.UTF8.GetBytes(_settings.Format == LogFormat.Json ? ToJson(masked) : line));
        var areFailing = failure is null ? 0 : 1;
        if (Interlocked.Exchange(ref _filesAreFailing, areFailing) != areFailing)
        {
            var notice = failure is null
                ? $"WRN LogFiles: writing log files in {_files.Directory} again"
                : $"ERR LogFiles: {LogEscaping.Escape(failure)}; logging to standard error until the files can be written";
            _recent.Add($"{LogLine.Time(masked.Timestamp, _settings.Subseconds)} {notice}\n");
            _standardError.Write(masked.Timestamp, failure is null ? LogEventLevel.Warning : LogEventLevel.Error, notice);
        }

        if (_files.TakeNotice() is { } moved)
        {
            var notice = $"WRN LogFiles: {LogEscaping.Escape(moved)}";
            _recent.Add($"{LogLine.Time(masked.Timestamp, _settings.Subseconds)} {notice}\n");
            _standardError.Write(masked.Timestamp, LogEventLevel.Warning, notice);
        }

        return failure is null;
    }

    private string ToJson(LogEvent masked)
    {
        using var writer = new StringWriter();
        Json.Format(masked, writer);
        return _masking.Mask(writer.ToString());
    }
}
