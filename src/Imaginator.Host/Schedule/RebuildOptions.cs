using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Hosting.Flags;
using Imaginator.Quantities;

namespace Imaginator.Host.Schedule;

/// <summary>The options of automatic rebuilds. Immutable.</summary>
/// <param name="Interval">The time between the starts of two cycles; greater than zero.</param>
/// <param name="MaximumBuildDuration">The maximum duration of one rebuild.</param>
internal sealed record RebuildOptions(TimeSpan Interval, TimeSpan MaximumBuildDuration)
{
    /// <summary>The time between the start of the daemon and the first cycle: the other parts of the daemon start first.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The maximum age of an image that is extended instead of rebuilt because its inputs have not changed; zero to always
    /// rebuild. Scripts can use inputs that the daemon does not know, so an image should not stay forever.
    /// </summary>
    public TimeSpan RebuildUnchangedAfter { get; init; }

    // The limit of timers.
    private static readonly TimeSpan MaximumInterval = TimeSpan.FromHours(1000);

    /// <summary>The lifetime of an image: until two cycles had the chance to replace it.</summary>
    public TimeSpan ImageLifetime => Interval * 2;

    /// <summary>Reads the flags; null if automatic rebuilds are disabled.</summary>
    /// <exception cref="ImaginatorException">The interval is too long.</exception>
    public static RebuildOptions? From(FlagValues flags)
    {
        var interval = flags.Get(QueueFlags.ImageRebuildInterval);
        if (interval > MaximumInterval)
        {
            throw new ImaginatorException(
                $"invalid value \"{GoDuration.Format(interval)}\" for flag -imageRebuildInterval: must be at most "
                + $"{GoDuration.Format(MaximumInterval)}, or 0 for no automatic rebuilds");
        }

        return interval > TimeSpan.Zero
            ? new RebuildOptions(interval, flags.Get(BoundsFlags.MaximumBuildDuration))
            {
                RebuildUnchangedAfter = flags.Get(RebuildFlags.RebuildUnchangedAfter),
            }
            : null;
    }
}
