using System.Collections.Concurrent;

namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>
/// The exceptions of the program's own code that a plugin calls back: they pass through the plugin, but are not its faults. Thread-safe.
/// </summary>
internal sealed class HostFaults
{
    private readonly ConcurrentQueue<Exception> _faults = new();
    private volatile bool _isClosed;

    /// <summary>Runs a callback for the plugin.</summary>
    /// <exception cref="OperationCanceledException">The call that the callback belongs to has ended.</exception>
    public async ValueTask RunAsync(Func<ValueTask> callback)
    {
        RequireOpen();
        try
        {
            await callback();
        }
        catch (Exception e)
        {
            _faults.Enqueue(e);
            throw;
        }
    }

    /// <summary>Records an exception of the program's own code.</summary>
    public void Add(Exception exception) => _faults.Enqueue(exception);

    /// <summary>Ends a callback of a call that has ended: it must not change what the caller has left.</summary>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public void RequireOpen()
    {
        if (_isClosed)
        {
            throw new OperationCanceledException("the call has ended");
        }
    }

    /// <summary>Refuses further callbacks.</summary>
    public void Close() => _isClosed = true;

    /// <summary>The exception of the program's own code that an exception of the plugin is or comes from; null if there is none.</summary>
    public Exception? Find(Exception exception) => exception switch
    {
        _ when _faults.Contains(exception) => exception,
        AggregateException all => all.InnerExceptions.Select(Find).FirstOrDefault(found => found is not null),
        { InnerException: { } inner } => Find(inner),
        _ => null,
    };
}
