namespace Imaginator.Building.WorkingTrees;

/// <summary>The features of overlays on this machine, in the state directory.</summary>
/// <param name="UnusableReason">The reason for which overlays cannot be used; null if they can.</param>
/// <param name="IsVolatile">Whether the kernel supports overlays without flushes.</param>
internal sealed record OverlaySupport(string? UnusableReason, bool IsVolatile)
{
    public bool IsUsable => UnusableReason is null;
}
