using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Queue;

/// <summary>The options of the queue.</summary>
internal sealed record QueueOptions
{
    private const long MemoryPerBuild = 2L * 1024 * 1024 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The absolute path of the directory for the state of the queue.</summary>
    public required string Directory { get; init; }

    /// <summary>The number of slots for running builds; at least 1.</summary>
    public required int MaximumConcurrentBuilds { get; init; }

    /// <summary>The maximum number of queued builds that callers requested.</summary>
    public int MaximumQueuedBuilds { get; init; } = 1000;

    /// <summary>The maximum pause of requests.</summary>
    public TimeSpan MaximumRequestPause { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The maximum pause of automatic builds: four rebuild intervals.</summary>
    public TimeSpan MaximumAutoBuildPause { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Whether there are automatic builds at all.</summary>
    public bool HasAutoBuilds { get; init; } = true;

    /// <summary>Reads the flags and creates the directory for the state of the queue.</summary>
    /// <exception cref="ImaginatorException">The state directory cannot be used.</exception>
    public static QueueOptions From(FlagValues flags)
    {
        var directory = Path.Combine(Path.GetFullPath(flags.Get(SharedFlags.StateDirectory)), "queue");
        try
        {
            System.IO.Directory.CreateDirectory(directory, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use \"{directory}\" for the queue: {e.Clause()}; choose another directory with -stateDir", e);
        }

        var interval = flags.Get(QueueFlags.ImageRebuildInterval);
        return new QueueOptions
        {
            Directory = directory,
            MaximumConcurrentBuilds =
                flags.Get(QueueFlags.MaximumConcurrentBuilds) is > 0 and var given ? given : DefaultConcurrency(),
            MaximumQueuedBuilds = flags.Get(QueueFlags.MaximumQueuedBuilds),
            MaximumAutoBuildPause = interval > TimeSpan.Zero ? interval * 4 : TimeSpan.FromHours(24),
            HasAutoBuilds = interval > TimeSpan.Zero,
        };
    }

    private static int DefaultConcurrency() => (int)Math.Max(
        1, Math.Min(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryPerBuild));
}
