using System.Globalization;
using Imaginator.Quantities;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>Until when requests and automatic builds are refused. Guarded by the queue's lock.</summary>
internal sealed class BuildPauses(TimeProvider time, QueueOptions options)
{
    private DateTimeOffset _requestsUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _autoBuildsUntil = DateTimeOffset.MinValue;

    /// <summary>Until when requests are refused; null if they are not.</summary>
    public DateTimeOffset? RequestsUntil => StillToCome(_requestsUntil);

    /// <summary>Until when automatic builds are refused; null if they are not.</summary>
    public DateTimeOffset? AutoBuildsUntil => StillToCome(_autoBuildsUntil);

    /// <summary>Takes over what the last daemon was told.</summary>
    public void Restore(DateTimeOffset? requestsUntil, DateTimeOffset? autoBuildsUntil)
    {
        _requestsUntil = requestsUntil ?? DateTimeOffset.MinValue;
        _autoBuildsUntil = autoBuildsUntil ?? DateTimeOffset.MinValue;
    }

    public DateTimeOffset? DisableRequests(TimeSpan duration)
    {
        _requestsUntil = Until(duration, options.LongestPauseOfRequests, "build requests");
        return RequestsUntil;
    }

    public DateTimeOffset? DisableAutoBuilds(TimeSpan duration)
    {
        _autoBuildsUntil = Until(duration, options.LongestPauseOfAutoBuilds, "auto builds");
        return AutoBuildsUntil;
    }

    /// <summary>Refuses an order of a kind that is disabled.</summary>
    /// <exception cref="BuildRefusedException">It is.</exception>
    public void Check(BuildOrder order)
    {
        var until = order.Reason switch
        {
            BuildReason.Request => RequestsUntil,
            BuildReason.AutoRebuild => AutoBuildsUntil,
            _ => null,
        };
        if (until is { } end)
        {
            var left = TimeSpan.FromSeconds(Math.Floor((end - time.GetUtcNow()).TotalSeconds));
            throw new BuildRefusedException(
                BuildRefusal.Disabled,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"builds disabled until {end.UtcDateTime:dd MMM yyyy HH:mm:ss} UTC (for {GoDuration.Format(left)})"));
        }
    }

    private DateTimeOffset Until(TimeSpan duration, TimeSpan longest, string what) =>
        duration <= TimeSpan.Zero ? DateTimeOffset.MinValue
        : duration <= longest ? time.GetUtcNow() + duration
        : throw new BuildRefusedException(
            BuildRefusal.OutOfBounds, $"cannot disable {what} for more than: {GoDuration.Format(longest)}");

    private DateTimeOffset? StillToCome(DateTimeOffset until) => until > time.GetUtcNow() ? until : null;
}
