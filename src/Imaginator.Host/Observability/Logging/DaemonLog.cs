using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Imaginator.Host.Observability.Logging;

/// <summary>The daemon's log. Opened before all other parts and closed after them. Thread-safe.</summary>
internal sealed class DaemonLog : IDisposable
{
    private readonly Logger _logger;

    private DaemonLog(Logger logger, LogLevels levels, RecentLogLines recent, LogMasking masking)
    {
        _logger = logger;
        Levels = levels;
        Recent = recent;
        Masking = masking;
    }

    public LogLevels Levels { get; }

    public RecentLogLines Recent { get; }

    public LogMasking Masking { get; }

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
        return new DaemonLog(logger, levels, recent, masking);
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
    /// Whether an event repeats, with a stack trace, that a port is not available: the daemon reports that in one line.
    /// </summary>
    private static bool IsReportedElsewhere(LogEvent logEvent) =>
        logEvent.Exception is IOException
        && logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string source }
        && (source.StartsWith("Microsoft.Extensions.Hosting.", StringComparison.Ordinal)
            || (logEvent.Level == LogEventLevel.Fatal && source.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal)));

    public void Dispose() => _logger.Dispose();
}
