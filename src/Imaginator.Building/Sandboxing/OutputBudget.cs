namespace Imaginator.Building.Sandboxing;

/// <summary>How much the commands of a sandbox may still print.</summary>
/// <param name="limit">In all, in bytes.</param>
internal sealed class OutputBudget(long limit)
{
    private long _spent;

    /// <summary>The limit in bytes.</summary>
    public long Limit => limit;

    /// <summary>Spends some.</summary>
    public bool TrySpend(int bytes) => (_spent += bytes) <= limit;
}
