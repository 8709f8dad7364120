namespace Imaginator.Building.Streams;

/// <summary>
/// The limits of all commands of a build together. For a limit that is null, the site's limit applies; if the site has none,
/// that of the machine (three quarters of its memory, 4096 processes, all cores).
/// </summary>
public sealed record BuildLimits
{
    /// <summary>No limits.</summary>
    public static BuildLimits None { get; } = new();

    /// <summary>Memory in bytes, the page cache included.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Concurrent processes and threads.</summary>
    public int? MaximumProcesses { get; init; }

    /// <summary>CPU time in percent of one core.</summary>
    public int? CpuPercent { get; init; }

    /// <summary>The time limit of each test of an image.</summary>
    public TimeSpan? TestTimeout { get; init; }

    /// <summary>These limits; each missing limit comes from the others.</summary>
    public BuildLimits Or(BuildLimits others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new BuildLimits
        {
            MemoryBytes = MemoryBytes ?? others.MemoryBytes,
            MaximumProcesses = MaximumProcesses ?? others.MaximumProcesses,
            CpuPercent = CpuPercent ?? others.CpuPercent,
            TestTimeout = TestTimeout ?? others.TestTimeout,
        };
    }
}
