using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Imaginator.Host.Observability.Logging;

/// <summary>The daemon's log. Opened before all other parts and closed after them. Thread-safe.</summary>
internal sealed class DaemonLog : IDisposable
{
    // The text of Microsoft.Extensions.Hosting.
    private const string BackgroundServiceFailed = "BackgroundService failed";

    private readonly Logger _logger;
    private readonly DaemonLogFiles? _files;

    private DaemonLog(Logger logger, DaemonLogFiles? files, LogLevels levels, RecentLogLines recent, LogMasking masking)
    {
        _logger = logger;
        _files = files;
        Levels = levels;
        Recent = recent;
        Masking = masking;
    }

    public LogLevels Levels { get; }

    public RecentLogLines Recent { get; }

    public LogMasking Masking { get; }

    /// <summary>Why the log files are not written; null if they are, or if there are none.</summary>
    public string? Failure => _files?.Failure;

    /// <summary>The directory of the log files; null if there are none.</summary>
    public string? Directory => _files?.Directory;

    /// <summary>Begins a new file if the present one was moved or removed. Failed files are tried again at once.</summary>
    public void Reopen() => _files?.Reopen();

    /// <summary>Opens the log; standard error must be thread-safe.</summary>
    public static DaemonLog Open(LogSettings settings, TimeProvider timeProvider, TextWriter error, bool isJournal)
    {
        var levels = new LogLevels(settings.DebugLevel);
        var recent = new RecentLogLines(settings.BufferLines);
        var masking = new LogMasking();
        var files = settings.Directory is { } directory
            ? new DaemonLogFiles(directory, settings.Quota, settings.MaximumFileSize, timeProvider)
            : null;
        var outputs = new LogOutputs(
            settings, masking, recent, files, new StandardErrorLog(error, isJournal, settings.Subseconds));
        var logger = levels.ApplyTo(new LoggerConfiguration()).Enrich.FromLogContext()
            .Filter.ByExcluding(IsReportedElsewhere).WriteTo.Sink(outputs).CreateLogger();
        return new DaemonLog(logger, files, levels, recent, masking);
    }

    /// <summary>Makes this log the only one of a host.</summary>
    public void AddTo(ILoggingBuilder logging)
    {
        logging.ClearProviders();

        // Serilog's level switches decide; Microsoft's filter passes everything.
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddProvider(new SerilogLoggerProvider(_logger, dispose: false));
    }

    /// <summary>
    /// Whether an event repeats, with a stack trace, why the daemon cannot start: the daemon reports that in one line. It does not
    /// report the error of a background service.
    /// </summary>
    private static bool IsReportedElsewhere(LogEvent logEvent) =>
        logEvent.Exception is IOException or ImaginatorException
        && logEvent.MessageTemplate.Text != BackgroundServiceFailed
        && logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string source }
        && (source.StartsWith("Microsoft.Extensions.Hosting.", StringComparison.Ordinal)
            || (logEvent.Level == LogEventLevel.Fatal && source.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal)));

    public void Dispose() => _logger.Dispose();
}
