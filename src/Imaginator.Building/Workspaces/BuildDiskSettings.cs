namespace Imaginator.Building.Workspaces;

/// <summary>The limit of the disk space of builds.</summary>
/// <param name="Mode">How it is enforced.</param>
/// <param name="Bytes">The limit of builds without one of their own.</param>
public sealed record BuildDiskSettings(BuildDiskMode Mode, long Bytes)
{
    /// <summary>The settings without configuration.</summary>
    public static BuildDiskSettings Default { get; } = new(BuildDiskMode.Auto, 32L << 30);
}
