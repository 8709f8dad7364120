using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Queue.Space;

/// <summary>Flags of the free space that builds need.</summary>
internal static class SpaceFlags
{
    /// <summary>In bytes.</summary>
    public static Flag<long> MinimumFreeSpace { get; } = new(
        "minimumFreeSpace", FlagTypes.Size, 1L << 30,
        "Free space that the file system of -stateDir must have before a build starts. If the flag is not given, a small "
        + "file system requires only one twentieth of its size. 0 starts builds regardless of free space.") { Group = "Builds" };
}
