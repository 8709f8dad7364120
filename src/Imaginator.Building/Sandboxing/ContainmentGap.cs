namespace Imaginator.Building.Sandboxing;

/// <summary>A protection that this machine does not have.</summary>
/// <param name="Protection">The protection.</param>
/// <param name="Reason">The consequence and the reason, as a clause for display.</param>
internal sealed record ContainmentGap(Protection Protection, string Reason)
{
    /// <summary>The exception for a build that requires all protections.</summary>
    public static SandboxException Refuse(IEnumerable<ContainmentGap> gaps) => new(
        $"this machine cannot contain builds: {string.Join("; ", gaps.Select(gap => gap.Reason.TrimEnd('.')))}; "
        + "correct that, or accept it with -requireContainment=false");
}
