namespace Imaginator.Building.Sandboxing.Gaps;

/// <summary>A protection that this machine does not have.</summary>
/// <param name="Protection">The protection.</param>
/// <param name="Reason">The consequence and the reason, as a clause for display.</param>
internal sealed record ContainmentGap(Protection Protection, string Reason);
