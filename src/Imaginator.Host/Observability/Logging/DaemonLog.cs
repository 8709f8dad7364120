using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Imaginator.Host.Observability.Logging;

/// <summary>The daemon's log, open from its first message to its last. Thread-safe.</summary>
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

    /// <summary>How much is logged.</summary>
    public LogLevels Levels { get; }

    /// <summary>The last lines.</summary>
    public RecentLogLines Recent { get; }

    /// <summary>What secrets are masked.</summary>
    public LogMasking Masking { get; }

    /// <summary>Opens the log.</summary>
    /// <param name="settings">How to log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="error">Standard error; thread-safe.</param>
    /// <param name="isJournal">Whether the journal reads standard error.</param>
    /// <returns>The log; the caller disposes of it.</returns>
    public static DaemonLog Open(LogSettings settings, TimeProvider time, TextWriter error, bool isJournal)
    {
        var levels = new LogLevels(settings.DebugLevel);
        var recent = new RecentLogLines(settings.BufferLines);
        var masking = new LogMasking();
        var files = settings.Directory is { } directory
            ? new LogFiles(directory, settings.Quota, settings.MaximumFileSize, time)
            : null;
        var outputs = new LogOutputs(
            settings, masking, recent, files, new StandardErrorLog(error, isJournal, settings.Subseconds));
        var logger = levels.ApplyTo(new LoggerConfiguration()).Enrich.FromLogContext()
            .Filter.ByExcluding(IsToldElsewhere).WriteTo.Sink(outputs).CreateLogger();
        return new DaemonLog(logger, levels, recent, masking);
    }

    /// <summary>Makes this log the one that gets everything.</summary>
    /// <param name="logging">The logging of the host.</param>
    public void AddTo(ILoggingBuilder logging)
    {
        logging.ClearProviders();

        // The levels are Serilog's, where they can change; nothing is held back before.
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddProvider(new SerilogLoggerProvider(_logger, dispose: false));
    }

    /// <summary>
    /// A port that cannot be had is no fault of ours: it is said in a line why the daemon does not start, and needs no stack
    /// trace of the server's.
    /// </summary>
    private static bool IsToldElsewhere(LogEvent told) =>
        told.Exception is IOException
        && told.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) is ScalarValue { Value: string source }
        && (source.StartsWith("Microsoft.Extensions.Hosting.", StringComparison.Ordinal)
            || source.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose() => _logger.Dispose();
}
