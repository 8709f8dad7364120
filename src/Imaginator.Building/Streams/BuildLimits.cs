namespace Imaginator.Building.Streams;

/// <summary>
/// What all that a build runs together may use. A limit that is null is not given: then the site's holds, and where the
/// site has none, what the machine can bear (<see cref="Sandboxing.SandboxLimits.ForThisMachine"/>).
/// </summary>
public sealed record BuildLimits
{
    /// <summary>No limit given.</summary>
    public static BuildLimits None { get; } = new();

    /// <summary>Memory, page cache included, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Processes and threads at once.</summary>
    public int? MaximumProcesses { get; init; }

    /// <summary>CPU time in percent of one core.</summary>
    public int? CpuPercent { get; init; }

    /// <summary>How long each of the image's tests may take.</summary>
    public TimeSpan? TestTimeout { get; init; }

    /// <summary>These limits, and those of others where one is not given.</summary>
    /// <param name="others">The other limits.</param>
    /// <returns>The limits.</returns>
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
