using Imaginator.Hosting.Fetching.Protocol;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.FetcherProcess;

/// <summary>Loggers of a plugin in a fetcher: the program writes the messages to its log.</summary>
internal sealed class FetcherLoggerFactory(FetcherOutput output) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new ForwardingLogger(categoryName, output);

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("a fetcher has no other log than that of the program");

    public void Dispose()
    {
        // Loggers own nothing.
    }

    private sealed class ForwardingLogger(string category, FetcherOutput output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // Plugins in fetchers have no debugging output: the level of the program can change at any time.
        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var text = formatter(state, exception) + (exception is null ? "" : $": {exception.Message}");
            var entry = new FetcherLogEntry(category, logLevel, eventId.Id, FetcherLogEntry.Shorten(text));
            output.Write(FetcherFrame.Of(FetcherFrameType.Log, entry, FetcherJson.Default.FetcherLogEntry));
        }
    }
}
