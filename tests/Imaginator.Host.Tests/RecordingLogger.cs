using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests;

/// <summary>Keeps what is logged.</summary>
public sealed class RecordingLogger : ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Message)> Entries { get; } = new();

    /// <summary>The event ids of the entries.</summary>
    public ConcurrentQueue<EventId> Events { get; } = new();

    public IEnumerable<string> Of(LogLevel level) => Entries.Where(entry => entry.Level == level).Select(entry => entry.Message);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Entries.Enqueue((logLevel, formatter(state, exception) + (exception is null ? "" : " " + exception)));
        Events.Enqueue(eventId);
    }
}
