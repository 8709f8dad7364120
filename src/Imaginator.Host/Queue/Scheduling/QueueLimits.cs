using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>Limits what callers can add to the queue. Automatic builds and source images are limited by the configuration.</summary>
internal static class QueueLimits
{
    /// <summary>The maximum number of requests that join a build, those included whose callers have left.</summary>
    public const int MaximumJoins = 1000;

    /// <summary>Throws if the queue has no space for a request. A caller can have half of the queue.</summary>
    /// <param name="existing">The build that the request joins; null for none.</param>
    /// <param name="maximum">The maximum number of queued builds.</param>
    /// <exception cref="BuildRefusedException">The queue or the build has too many requests.</exception>
    public static void Check(QueuedRequest request, QueuedBuild? existing, BuildTable builds, int maximum)
    {
        if (request.Reason != BuildReason.Request)
        {
            return;
        }

        if (existing is not null)
        {
            if (existing.JoinCount >= MaximumJoins)
            {
                throw new BuildRefusedException(
                    BuildRefusal.TooMany, $"too many requests wait for build {existing.Id}: the maximum is {MaximumJoins}; try again later");
            }

            return;
        }

        var queued = builds.Queued.Where(build => build.Request.Reason == BuildReason.Request).ToList();
        if (queued.Count >= maximum)
        {
            throw new BuildRefusedException(
                BuildRefusal.TooMany, $"the queue is full: the maximum is {maximum} requested builds; try again later");
        }

        var ofCaller = Math.Max(1, maximum / 2);
        if (queued.Count(build => build.Request.Caller.UserName == request.Caller.UserName) >= ofCaller)
        {
            throw new BuildRefusedException(
                BuildRefusal.TooMany, $"too many queued builds of the caller: the maximum is {ofCaller}; try again later");
        }
    }
}
