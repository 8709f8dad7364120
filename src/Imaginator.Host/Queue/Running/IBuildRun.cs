using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Running;

/// <summary>A build that a runner executes, and the calls that the runner can make to the queue. Thread-safe.</summary>
internal interface IBuildRun
{
    BuildId Id { get; }

    QueuedRequest Request { get; }

    /// <summary>Receives the stages and the output of the build.</summary>
    IBuildObserver Observer { get; }

    /// <summary>
    /// Builds a source image as a separate build in the queue, shared with all builds that need it. The slot of this build
    /// is free during the wait. Cancellation ends the subscription to that build.
    /// </summary>
    /// <exception cref="BuildFailedException">That build failed or was cancelled.</exception>
    /// <exception cref="BuildRefusedException">The builds would wait for each other forever.</exception>
    Task<BuildResult> BuildSourceAsync(BuildRequest request, CancellationToken cancellationToken);

    /// <summary>Sets the name of the worker that executes the build; null for this machine.</summary>
    void SetWorker(string? worker);

    /// <summary>
    /// Called immediately before the image is added under its name. A build that returns its image, or extends an existing one, does
    /// not call it.
    /// </summary>
    /// <exception cref="OperationCanceledException">The build is cancelled; the image must not be added.</exception>
    void BeginCommit();
}
