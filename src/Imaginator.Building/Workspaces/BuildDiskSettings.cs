namespace Imaginator.Building.Workspaces;

/// <summary>The limit of the disk space of builds.</summary>
/// <param name="Mode">The means to enforce it.</param>
/// <param name="Bytes">The limit of builds whose stream has none.</param>
public sealed record BuildDiskSettings(BuildDiskMode Mode, long Bytes)
{
    /// <summary>The settings without configuration.</summary>
    public static BuildDiskSettings Default { get; } = new(BuildDiskMode.Auto, 32L << 30);
}
