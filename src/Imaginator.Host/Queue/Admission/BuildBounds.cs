using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Queue.Admission;

/// <summary>What may be asked of the daemon at most.</summary>
internal sealed record BuildBounds
{
    /// <summary>How long one build may take.</summary>
    public required TimeSpan MaximumBuildDuration { get; init; }

    /// <summary>How short an image may be asked to live.</summary>
    public required TimeSpan MinimumExpiration { get; init; }

    /// <summary>How long an image may be asked to live.</summary>
    public required TimeSpan MaximumExpiration { get; init; }

    /// <summary>How long an image may be asked to live by callers with access to the method.</summary>
    public required TimeSpan MaximumExpirationPrivileged { get; init; }

    /// <summary>How many builds a user without access to the method may wait for at once; 0 for no limit.</summary>
    public required int MaximumConcurrentBuildsPerUser { get; init; }

    /// <summary>What the flags say.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The bounds.</returns>
    public static BuildBounds From(FlagValues flags) => new()
    {
        MaximumBuildDuration = flags.Get(BoundsFlags.MaximumBuildDuration),
        MinimumExpiration = flags.Get(BoundsFlags.MinimumExpiration),
        MaximumExpiration = flags.Get(BoundsFlags.MaximumExpiration),
        MaximumExpirationPrivileged = flags.Get(BoundsFlags.MaximumExpirationPrivileged),
        MaximumConcurrentBuildsPerUser = flags.Get(BoundsFlags.MaximumConcurrentBuildsPerUser),
    };
}
