using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// Where every event goes: masked first, then to the lines in memory, the files, and standard error. Standard error also
/// gets what the files cannot take, and is told once that they cannot and once that they can again. Thread-safe.
/// </summary>
internal sealed class LogOutputs : ILogEventSink, IDisposable
{
    private static readonly CompactJsonFormatter Json = new();

    private readonly LogSettings _settings;
    private readonly LogMasking _masking;
    private readonly RecentLogLines _recent;
    private readonly LogFiles? _files;
    private readonly StandardErrorLog _standardError;
    private int _filesFail;

    /// <summary>Creates the outputs.</summary>
    /// <param name="settings">How lines look and where they go.</param>
    /// <param name="masking">Masks secrets.</param>
    /// <param name="recent">Gets every line.</param>
    /// <param name="files">The log files; null for none. They are disposed of with this.</param>
    /// <param name="standardError">Standard error.</param>
    public LogOutputs(
        LogSettings settings, LogMasking masking, RecentLogLines recent, LogFiles? files, StandardErrorLog standardError)
    {
        _settings = settings;
        _masking = masking;
        _recent = recent;
        _files = files;
        _standardError = standardError;
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        var masked = MaskedEvent.Of(logEvent, _masking.Mask);

        // Once more as a whole: a secret may only come together in the message.
        var text = _masking.Mask(LogLine.Of(masked));
        var line = $"{LogLine.Time(masked.Timestamp, _settings.Subseconds)} {text}\n";
        _recent.Add(line);
        var written = WriteToFiles(masked, line);
        if (!written || _settings.AlsoToStandardError)
        {
            _standardError.Write(masked.Timestamp, masked.Level, text);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files?.Dispose();

    private bool WriteToFiles(LogEvent masked, string line)
    {
        if (_files is null)
        {
            return false;
        }

        var failure = _files.Write(Encoding.UTF8.GetBytes(_settings.Format == LogFormat.Json ? ToJson(masked) : line));
        var fails = failure is null ? 0 : 1;
        if (Interlocked.Exchange(ref _filesFail, fails) != fails)
        {
            var news = failure is null
                ? $"WRN LogFiles: log files are written in {_files.Directory} again"
                : $"ERR LogFiles: {LogText.Escape(failure)}; logging to standard error until that works";
            _recent.Add($"{LogLine.Time(masked.Timestamp, _settings.Subseconds)} {news}\n");
            _standardError.Write(masked.Timestamp, failure is null ? LogEventLevel.Warning : LogEventLevel.Error, news);
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
