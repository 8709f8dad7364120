using System.Globalization;
using Imaginator.Files;
using Imaginator.Hosting.Flags;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Hosting.Programs;

/// <summary>Writes the log of a command to standard error, one line for each message. Thread-safe.</summary>
/// <param name="error">Must be thread-safe.</param>
/// <param name="minimum">The lowest level that is written.</param>
/// <param name="timeFormat">The format of the time in front of each line; empty for none.</param>
internal sealed class CommandLog(TextWriter error, LogLevel minimum, string timeFormat, TimeProvider timeProvider) : ILoggerFactory
{
    private LogLevel Minimum { get; } = minimum;

    /// <summary>The log that the flags define; one that writes nothing at debug level -1.</summary>
    public static ILoggerFactory Open(FlagValues flags, TextWriter error, TimeProvider timeProvider) =>
        flags.Get(CommandLogFlags.DebugLevel) switch
        {
            < 0 => NullLoggerFactory.Instance,
            var level => new CommandLog(
                TextWriter.Synchronized(error), level == 0 ? LogLevel.Debug : LogLevel.Trace, TimeFormat(flags), timeProvider),
        };

    /// <summary>The log of plugins that do not come with the product, if the program has no other.</summary>
    public static ILoggerFactory OfPlugins(TextWriter error, TimeProvider timeProvider) => new CommandLog(
        TextWriter.Synchronized(error), ProgramRunner.IsTraced ? LogLevel.Debug : LogLevel.Information, "", timeProvider);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new CategoryLog(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("the log of a command has one output");

    /// <inheritdoc/>
    public void Dispose() => error.Flush();

    private static string TimeFormat(FlagValues flags) => (flags.Get(CommandLogFlags.Datestamps), flags.Get(CommandLogFlags.Subseconds)) switch
    {
        (false, _) => "",
        (true, false) => "yyyy'/'MM'/'dd HH':'mm':'ss ",
        (true, true) => "yyyy'/'MM'/'dd HH':'mm':'ss.ffffff ",
    };

    private void Write(string category, string message)
    {
        var time = timeFormat.Length == 0 ? "" : timeProvider.GetLocalNow().ToString(timeFormat, CultureInfo.InvariantCulture);
        try
        {
            error.WriteLine($"{time}{category}: {FileName.ToDisplay(message)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The log must not end the command.
            return;
        }
    }

    private void WriteStack(string category, Exception exception)
    {
        foreach (var line in exception.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Write(category, line);
        }
    }

    private sealed class CategoryLog(CommandLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log.Minimum && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Write(category, exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception.Message}");
                if (exception is not null && logLevel <= LogLevel.Debug)
                {
                    log.WriteStack(category, exception);
                }
            }
        }
    }
}
