using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Builds;

/// <summary>Flags about the containment of builds.</summary>
public static class ContainmentFlags
{
    /// <summary>Whether builds are refused if this machine lacks a protection.</summary>
    public static Flag<bool> RequireContainment { get; } = new(
        "requireContainment", FlagTypes.Boolean, false,
        "Refuse to build if this machine lacks a protection that contains builds: a control group, a filter, or "
        + "a feature of the kernel. Otherwise, the build log has a warning. The service sets this flag.") { Group = "Builds" };
}
