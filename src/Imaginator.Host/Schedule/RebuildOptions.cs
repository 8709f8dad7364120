using Imaginator.Hosting.Flags;
using Imaginator.Quantities;

namespace Imaginator.Host.Schedule;

/// <summary>How often streams are rebuilt by themselves.</summary>
/// <param name="Interval">The time from one cycle to the next; above zero.</param>
/// <param name="MaximumBuildDuration">How long one rebuild may take.</param>
internal sealed record RebuildOptions(TimeSpan Interval, TimeSpan MaximumBuildDuration)
{
    /// <summary>From the start to the first cycle: long enough for the rest of the daemon to be there.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an image may stay the newest one although its stream is due, where it was made from the same inputs; zero to
    /// build in any case. Scripts may use what nobody knows of, so it should end some day.
    /// </summary>
    public TimeSpan RebuildUnchangedAfter { get; init; }

    // What timers can do.
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1000);

    /// <summary>How long an image lives: until two cycles have had the chance to replace it.</summary>
    public TimeSpan ImageLifetime => Interval * 2;

    /// <summary>What the flags say.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The options; null where there are no automatic rebuilds.</returns>
    /// <exception cref="ImaginatorException">The interval is too long.</exception>
    public static RebuildOptions? From(FlagValues flags)
    {
        var interval = flags.Get(DaemonFlags.ImageRebuildInterval);
        if (interval > LongestInterval)
        {
            throw new ImaginatorException(
                $"-imageRebuildInterval={GoDuration.Format(interval)} is too long; at most {GoDuration.Format(LongestInterval)}, "
                + "or 0 for no automatic rebuilds");
        }

        return interval > TimeSpan.Zero
            ? new RebuildOptions(interval, flags.Get(BoundsFlags.MaximumBuildDuration))
            {
                RebuildUnchangedAfter = flags.Get(DaemonFlags.RebuildUnchangedAfter),
            }
            : null;
    }
}
