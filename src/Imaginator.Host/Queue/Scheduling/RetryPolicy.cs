using Imaginator.Host.Queue.Journal;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>Decides what becomes of builds that the last daemon did not finish.</summary>
internal static class RetryPolicy
{
    /// <summary>
    /// How often a build may have been interrupted while it ran, and is still done again: one that brings the daemon down must
    /// not do so for ever.
    /// </summary>
    private const int MaximumRetries = 3;

    /// <summary>The order that does a build again.</summary>
    /// <param name="build">The build.</param>
    /// <param name="autoBuildsAreDisabled">Whether automatic builds are disabled.</param>
    /// <returns>
    /// The order; null where nothing is to be done: whoever asked for the build knows that it is gone, and asks again.
    /// </returns>
    public static QueuedRequest? CreateRetry(JournaledBuild build, bool autoBuildsAreDisabled)
    {
        var request = build.Request with { RetryOf = build.Id, Retries = build.Request.Retries + (build.HasStarted ? 1 : 0) };
        return build.Request switch
        {
            _ when request.Retries > MaximumRetries => null,
            { Reason: BuildReason.AutoRebuild or BuildReason.Retry } when !autoBuildsAreDisabled =>
                request with { Reason = BuildReason.Retry, IsDetached = true },

            // Nobody was waiting for it, and nothing has happened to it yet.
            { Reason: BuildReason.Request, IsDetached: true } when !build.HasStarted => request,
            _ => null,
        };
    }
}
