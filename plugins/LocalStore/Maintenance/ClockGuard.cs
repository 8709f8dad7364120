using System.Buffers.Binary;
using System.Globalization;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>
/// Decides whether the clock can be trusted to remove expired images. After a jump ahead, the clock is suspect until it has run for
/// a day, or until it goes back.
/// </summary>
/// <remarks>
/// As long as the machine runs, the clock must advance with its uptime. After a restart of the machine, a jump is an advance of more
/// than a day since the last observation.
/// </remarks>
internal sealed class ClockGuard(ImageCatalogue catalogue, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>The difference between clock and uptime that corrections of the clock can cause.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    /// <summary>How long the machine can be off, and how long a suspect clock must run.</summary>
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The minimum time between two observations that are stored.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromMinutes(1);

    /// <summary>The present time if expired images can be removed; otherwise null.</summary>
    public DateTimeOffset? TrustedNow()
    {
        var now = Observe();
        return now.SuspectSince is null ? now.Time : null;
    }

    /// <summary>Observes the clock. Frequent observations make jumps visible.</summary>
    public ClockObservation Observe()
    {
        DateTimeOffset time = default;
        var boot = ReadBoot();
        var jump = TimeSpan.Zero;
        var observation = catalogue.ObserveClock(last =>
        {
            // Not before the catalogue is locked: an observation that another one has overtaken would look like a clock that goes back.
            time = timeProvider.GetUtcNow();
            var uptime = timeProvider == TimeProvider.System ? ReadUptime() : timeProvider.GetElapsedTime(0);
            if (last is null)
            {
                return new ClockObservation(time, uptime, boot, null);
            }

            var advance = time - last.Time;
            jump = last.Boot == boot && uptime >= last.Uptime
                ? advance - (uptime - last.Uptime)
                : advance > Day ? advance : TimeSpan.Zero;
            var suspectSince = jump > Tolerance ? time
                : advance < -Tolerance || time - last.SuspectSince >= Day ? null
                : last.SuspectSince;
            return suspectSince == last.SuspectSince && advance >= TimeSpan.Zero && advance < Resolution && jump <= Tolerance
                ? last
                : new ClockObservation(time, uptime, boot, suspectSince);
        });
        if (jump > Tolerance)
        {
            LocalStoreLog.ClockJumped(logger, (long)jump.TotalMinutes, observation.Time + Day);
        }

        // The time of this call, not that of the last stored observation.
        return observation with { Time = time };
    }

    // Unlike the timestamps of the runtime, it advances while the machine is suspended.
    private static TimeSpan ReadUptime() => TimeSpan.FromSeconds(
        double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture));

    private static long ReadBoot() => BinaryPrimitives.ReadInt64LittleEndian(
        Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id").AsSpan().Trim()).ToByteArray());
}
