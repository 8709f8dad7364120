namespace Imaginator.Building.Stages.Testing;

/// <summary>Limits the output of all running tests that is kept in memory. Thread-safe.</summary>
internal sealed class OutputQuota(long maximumBytes)
{
    private long _bytes;

    /// <summary>Reserves memory; returns false if the limit would be exceeded.</summary>
    public bool TryReserve(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= maximumBytes)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    public void Release(int bytes) => Interlocked.Add(ref _bytes, -bytes);
}
