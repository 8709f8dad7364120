namespace Imaginator.Building.Streams;

/// <summary>
/// The limits of a build. For a limit that is null, the site's limit applies; if the site has none, that of the machine (three
/// quarters of its memory, 4096 processes, all cores) or the default.
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

    /// <summary>Disk space of the build in bytes: its tree or the changes to its source image, and its manifest.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>The sum of the lengths of all files of the image in bytes, holes included.</summary>
    public long? ImageBytes { get; init; }

    /// <summary>The number of files of all types in the image.</summary>
    public long? ImageFiles { get; init; }

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
            DiskBytes = DiskBytes ?? others.DiskBytes,
            ImageBytes = ImageBytes ?? others.ImageBytes,
            ImageFiles = ImageFiles ?? others.ImageFiles,
        };
    }
}
