using System.Text;
using Microsoft.Extensions.Logging;

namespace Imaginator.Testing;

/// <summary>Keeps all messages that a plugin logs with <c>ILogger</c>, of every level and with their exceptions, for tests.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class LogRecorder : ILoggerFactory
{
    private readonly StringBuilder _text = new();

    /// <summary>The messages, one or more lines for each.</summary>
    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Does nothing: the recorder is the only receiver.</summary>
    /// <param name="provider">Another receiver.</param>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Append(string category, LogLevel level, string message, Exception? exception)
    {
        lock (_text)
        {
            _text.Append(level).Append(' ').Append(category).Append(": ").AppendLine(message);
            if (exception is not null)
            {
                _text.AppendLine(exception.ToString());
            }
        }
    }

    private sealed class Logger(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            recorder.Append(category, logLevel, formatter(state, exception), exception);
    }
}
