using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Queue.Admission;

/// <summary>The bounds of requests.</summary>
internal sealed record BuildBounds
{
    public required TimeSpan MaximumBuildDuration { get; init; }

    public required TimeSpan MinimumExpiration { get; init; }

    public required TimeSpan MaximumExpiration { get; init; }

    /// <summary>The maximum for callers with access to the method.</summary>
    public required TimeSpan MaximumExpirationPrivileged { get; init; }

    /// <summary>The concurrent builds of a user without access to the method; 0 for no limit.</summary>
    public required int MaximumConcurrentBuildsPerUser { get; init; }

    public static BuildBounds From(FlagValues flags) => new()
    {
        MaximumBuildDuration = flags.Get(BoundsFlags.MaximumBuildDuration),
        MinimumExpiration = flags.Get(BoundsFlags.MinimumExpiration),
        MaximumExpiration = flags.Get(BoundsFlags.MaximumExpiration),
        MaximumExpirationPrivileged = flags.Get(BoundsFlags.MaximumExpirationPrivileged),
        MaximumConcurrentBuildsPerUser = flags.Get(BoundsFlags.MaximumConcurrentBuildsPerUser),
    };
}
