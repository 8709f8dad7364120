using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Queue;

/// <summary>How the queue works.</summary>
internal sealed record QueueOptions
{
    private const long MemoryPerBuild = 2L * 1024 * 1024 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Where it keeps its state; an absolute path of a directory of its own.</summary>
    public required string Directory { get; init; }

    /// <summary>How many builds run at once; at least 1.</summary>
    public required int MaximumConcurrentBuilds { get; init; }

    /// <summary>How long requests for builds can be disabled at most.</summary>
    public TimeSpan MaximumRequestPause { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long automatic builds can be disabled at most: four rebuild intervals.</summary>
    public TimeSpan MaximumAutoBuildPause { get; init; } = TimeSpan.FromHours(4);

    /// <summary>What the flags say. Makes the directory of the queue's state.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>How the queue is to work.</returns>
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
                $"cannot use {directory} for the queue: {e.Clause()}. Choose another directory with -stateDir.", e);
        }

        var interval = flags.Get(QueueFlags.ImageRebuildInterval);
        return new QueueOptions
        {
            Directory = directory,
            MaximumConcurrentBuilds =
                flags.Get(QueueFlags.MaximumConcurrentBuilds) is > 0 and var given ? given : DefaultConcurrency(),
            MaximumAutoBuildPause = interval > TimeSpan.Zero ? interval * 4 : TimeSpan.FromHours(24),
        };
    }

    private static int DefaultConcurrency() => (int)Math.Max(
        1, Math.Min(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryPerBuild));
}
