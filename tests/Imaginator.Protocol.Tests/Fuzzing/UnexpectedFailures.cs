using System.Collections.Concurrent;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.Protocol.Tests.Fuzzing;

/// <summary>
/// Listens to a server's log for handlers that failed in a way that nobody has thought of: the server survives them, but
/// they are findings.
/// </summary>
internal sealed class UnexpectedFailures : ILogger<SrpcServer>
{
    private readonly ConcurrentQueue<Exception> _failures = new();

    /// <summary>Throws the first one.</summary>
    public void ThrowIfAny()
    {
        if (_failures.TryDequeue(out var failure))
        {
            throw new InvalidOperationException("a handler has failed", failure);
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        _ = formatter(state, exception); // formatting is part of it
        if (exception is not (null or ImaginatorException or IOException or InvalidDataException or OperationCanceledException))
        {
            _failures.Enqueue(exception);
        }
    }
}
