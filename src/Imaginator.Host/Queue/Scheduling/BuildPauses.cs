using System.Globalization;
using Imaginator.Host.Queue.Journal;
using Imaginator.Host.Queue.Requests;
using Imaginator.Quantities;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>The ends of the pauses of requests and automatic builds. Guarded by the lock of the queue.</summary>
internal sealed class BuildPauses(TimeProvider timeProvider, TimeSpan maximumRequestPause, TimeSpan maximumAutoBuildPause)
{
    private DateTimeOffset _requestsUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _autoBuildsUntil = DateTimeOffset.MinValue;

    /// <summary>The end of the pause of requests; null if requests are enabled.</summary>
    public DateTimeOffset? RequestsUntil => IfInFuture(_requestsUntil);

    /// <summary>The end of the pause of automatic builds; null if automatic builds are enabled.</summary>
    public DateTimeOffset? AutoBuildsUntil => IfInFuture(_autoBuildsUntil);

    public JournaledPauses ToJournal() => new(RequestsUntil, AutoBuildsUntil);

    /// <summary>Restores the pauses of the previous daemon.</summary>
    public void Restore(JournaledPauses pauses)
    {
        _requestsUntil = pauses.RequestsUntil ?? DateTimeOffset.MinValue;
        _autoBuildsUntil = pauses.AutoBuildsUntil ?? DateTimeOffset.MinValue;
    }

    public DateTimeOffset? DisableRequests(TimeSpan duration)
    {
        _requestsUntil = Until(duration, maximumRequestPause, "build requests");
        return RequestsUntil;
    }

    public DateTimeOffset? DisableAutoBuilds(TimeSpan duration)
    {
        _autoBuildsUntil = Until(duration, maximumAutoBuildPause, "auto builds");
        return AutoBuildsUntil;
    }

    /// <summary>Refuses a request of a disabled kind.</summary>
    /// <exception cref="BuildRefusedException">The kind is disabled.</exception>
    public void Check(QueuedRequest request)
    {
        var until = request.Reason switch
        {
            BuildReason.Request => RequestsUntil,
            BuildReason.AutoRebuild => AutoBuildsUntil,
            _ => null,
        };
        if (until is { } end)
        {
            var left = TimeSpan.FromSeconds(Math.Floor((end - timeProvider.GetUtcNow()).TotalSeconds));
            // The driver of a worker recognizes the first words.
            throw new BuildRefusedException(
                BuildRefusal.Disabled,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"builds disabled until {end.UtcDateTime:dd MMM yyyy HH:mm:ss} UTC (for {GoDuration.Format(left)})"));
        }
    }

    private DateTimeOffset Until(TimeSpan duration, TimeSpan maximum, string what) =>
        duration <= TimeSpan.Zero ? DateTimeOffset.MinValue
        : duration <= maximum ? timeProvider.GetUtcNow() + duration
        : throw new BuildRefusedException(
            BuildRefusal.OutOfBounds, $"cannot disable {what} for more than: {GoDuration.Format(maximum)}");

    private DateTimeOffset? IfInFuture(DateTimeOffset until) => until > timeProvider.GetUtcNow() ? until : null;
}
