using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Keys;

/// <summary>
/// An order with an idempotency key. Other orders with the key wait until it is disposed; then the key is free again, unless the order
/// is complete. Not thread-safe.
/// </summary>
internal sealed class KeyedOrder(BuildHistory history, SemaphoreSlim turn, ILogger logger, StoredKey key) : IDisposable
{
    private bool _isComplete;
    private bool _isDisposed;

    /// <summary>The build of the first order with the key; null if this is the first order.</summary>
    public BuildId? Build { get; init; }

    /// <summary>Keeps the build of this order.</summary>
    public void Complete(BuildId build)
    {
        _isComplete = true;
        TryWrite(() => history.SaveKey(key with { Build = build }));
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (Build is null && !_isComplete)
        {
            TryWrite(() => history.DeleteKey(key.Caller, key.Key));
        }

        turn.Release();
    }

    private void TryWrite(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (HistoryFailures.IsStorageFailure(e))
        {
            // The build has started, and a failure would make the caller start another one.
            KeyLog.KeyNotWritten(logger, e.Message);
        }
    }
}
