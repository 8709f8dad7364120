using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Running;

/// <summary>A build that a runner carries out, and what the runner may do with the queue meanwhile. Thread-safe.</summary>
internal interface IBuildRun
{
    /// <summary>The build.</summary>
    BuildId Id { get; }

    /// <summary>What is wanted.</summary>
    QueuedRequest Request { get; }

    /// <summary>Is to be told what the build does.</summary>
    IBuildObserver Observer { get; }

    /// <summary>
    /// Has a source image built: as a build of its own in the queue, shared with all that need the same one. Meanwhile this
    /// build's place is free for others.
    /// </summary>
    /// <param name="request">What to build.</param>
    /// <param name="cancellationToken">Leaves that build.</param>
    /// <returns>The source image.</returns>
    /// <exception cref="BuildFailedException">That build failed, or was cancelled.</exception>
    /// <exception cref="BuildRefusedException">The builds would wait for each other for ever.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<BuildResult> BuildSourceAsync(BuildRequest request, CancellationToken cancellationToken);

    /// <summary>Says where the build runs, for those who watch.</summary>
    /// <param name="worker">The name of the machine; null for this one.</param>
    void SetWorker(string? worker);
}
