using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Queue.Listeners;

/// <summary>
/// Receives the events of builds: for the history, the log archive, metrics. The container can hold any number of
/// <see cref="IBuildListener"/>.
/// </summary>
/// <remarks>
/// The calls for one build are sequential and in the order of this interface; <see cref="Output"/> and <see cref="EnterStage"/> can come
/// between all of them, and calls for different builds are concurrent. Implementations must return quickly (no network, no disk access
/// beyond a write) and must not throw: exceptions are logged and go no further. <see cref="Finished"/> is called exactly once
/// for each build that was <see cref="Queued"/> if the daemon lives; for other builds, the next daemon calls
/// <see cref="Interrupted"/>.
/// </remarks>
internal interface IBuildListener
{
    /// <summary>A build was submitted.</summary>
    void Queued(BuildSnapshot build)
    {
    }

    /// <summary>A request joined a queued or running build.</summary>
    void Joined(BuildSnapshot build, QueuedRequest request)
    {
    }

    /// <summary>A build starts.</summary>
    void Started(BuildSnapshot build)
    {
    }

    /// <summary>A running build reports an event: a stage, the commit of its manifest, its source image.</summary>
    void OnEvent(BuildSnapshot build, BuildEvent buildEvent)
    {
    }

    /// <summary>
    /// A build printed output, with masked secrets and without the output of source images, which are separate builds. The
    /// bytes are valid during the call.
    /// </summary>
    void Output(BuildId id, ReadOnlySpan<byte> output)
    {
    }

    /// <summary>
    /// A running build enters a stage. As <see cref="Output"/>, and in order with it: the output before belongs to the previous stage.
    /// </summary>
    void EnterStage(BuildId id, BuildStage stage)
    {
    }

    /// <summary>A build ended and has cleaned up, or was cancelled before its start.</summary>
    void Finished(BuildSnapshot build, BuildOutcome outcome)
    {
    }

    /// <summary>
    /// The previous daemon ended while a build was queued or running. Called at the start, after the cleanup. An orderly stop
    /// has called <see cref="Finished"/> for it. The last parameter is the build that repeats it; null if none does.
    /// </summary>
    void Interrupted(BuildId id, QueuedRequest request, BuildId? retriedAs)
    {
    }
}
