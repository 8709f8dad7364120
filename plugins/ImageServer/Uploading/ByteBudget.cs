namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>Bounds how much memory is taken at once, in units; who comes first gets it first.</summary>
internal sealed class ByteBudget(int units, int unitLength) : IDisposable
{
    private readonly SemaphoreSlim _free = new(units);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>How many units some bytes take; never more than there are.</summary>
    public int UnitsOf(long bytes) => (int)Math.Min(units, 1 + bytes / unitLength);

    /// <summary>Takes units; waits until there are enough.</summary>
    public async ValueTask TakeAsync(int wanted, CancellationToken cancellationToken)
    {
        // One taker at a time: two who have half of what they want would wait for each other.
        await _turn.WaitAsync(cancellationToken);
        var taken = 0;
        try
        {
            for (; taken < wanted; taken++)
            {
                await _free.WaitAsync(cancellationToken);
            }
        }
        catch
        {
            GiveBack(taken);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives units back.</summary>
    public void GiveBack(int taken)
    {
        if (taken > 0)
        {
            _free.Release(taken);
        }
    }

    public void Dispose()
    {
        _free.Dispose();
        _turn.Dispose();
    }
}
