using Imaginator.Building.Sandboxing.Users;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>The features of overlays on this machine, in the state directory.</summary>
/// <param name="UnusableReason">The reason for which overlays cannot be used; null if they can.</param>
/// <param name="IsVolatile">Whether the kernel supports overlays without flushes.</param>
/// <param name="Ids">The map with which overlays show their ids; null for none.</param>
internal sealed record OverlaySupport(string? UnusableReason, bool IsVolatile, IdMap? Ids)
{
    /// <summary>The difference between the ids that overlays show and those on disk.</summary>
    public IdShift Shift => Ids is null ? IdShift.None : IdMap.Shift;

    public bool IsUsable => UnusableReason is null;
}
