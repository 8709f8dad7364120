namespace Imaginator.Building.WorkingTrees;

/// <summary>What overlays can do on this machine, in the state directory.</summary>
/// <param name="UnusableReason">Why they cannot be used; null if they can.</param>
/// <param name="IsVolatile">Whether the kernel can be told to flush nothing.</param>
internal sealed record OverlaySupport(string? UnusableReason, bool IsVolatile)
{
    public bool IsUsable => UnusableReason is null;
}
