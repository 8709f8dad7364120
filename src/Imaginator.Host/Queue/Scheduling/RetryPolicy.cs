using Imaginator.Host.Queue.Journal;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>Decides which builds that the previous daemon did not finish are built again.</summary>
internal static class RetryPolicy
{
    /// <summary>
    /// The number of interruptions of a running build after which it is not retried: a build that brings down the daemon must
    /// not do so forever.
    /// </summary>
    private const int MaximumRetries = 3;

    /// <summary>
    /// Creates the request that repeats a build; null if it is not repeated, because the requestor lost the connection and
    /// requests it again.
    /// </summary>
    public static QueuedRequest? CreateRetry(JournaledBuild build, bool autoBuildsAreDisabled)
    {
        var request = build.Request with
        {
            RetryOf = build.Id,
            Retries = build.Request.Retries + (build.HasStarted ? 1 : 0),
        };
        return build.Request switch
        {
            _ when request.Retries > MaximumRetries => null,
            { Reason: BuildReason.AutoRebuild or BuildReason.Retry } when !autoBuildsAreDisabled =>
                request with { Reason = BuildReason.Retry, IsDetached = true },

            // No caller was waiting, and the build has not started.
            { Reason: BuildReason.Request, IsDetached: true } when !build.HasStarted => request,
            _ => null,
        };
    }
}
