namespace Imaginator.Building.Sandboxing.Printing;

/// <summary>The remaining output limit of the commands of a sandbox.</summary>
/// <param name="limit">In all, in bytes.</param>
internal sealed class OutputBudget(long limit)
{
    private long _spent;

    /// <summary>The limit in bytes.</summary>
    public long Limit => limit;

    /// <summary>Subtracts printed bytes.</summary>
    public bool TrySpend(int bytes) => (_spent += bytes) <= limit;
}
