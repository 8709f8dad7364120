namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>Limits memory use, in units. Callers get memory in the order of their calls.</summary>
internal sealed class ByteBudget(int units, int unitLength) : IDisposable
{
    private readonly SemaphoreSlim _free = new(units);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The number of units for a number of bytes, at most the whole budget.</summary>
    public int UnitsOf(long bytes) => (int)Math.Min(units, 1 + bytes / unitLength);

    /// <summary>Acquires units; waits until enough of them are free.</summary>
    public async ValueTask AcquireAsync(int count, CancellationToken cancellationToken)
    {
        // One caller at a time: two callers with a part of their units each would wait for each other.
        await _turn.WaitAsync(cancellationToken);
        var acquired = 0;
        try
        {
            for (; acquired < count; acquired++)
            {
                await _free.WaitAsync(cancellationToken);
            }
        }
        catch
        {
            Release(acquired);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Release(int count)
    {
        if (count > 0)
        {
            _free.Release(count);
        }
    }

    public void Dispose()
    {
        _free.Dispose();
        _turn.Dispose();
    }
}
