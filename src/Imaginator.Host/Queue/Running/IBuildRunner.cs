using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Running;

/// <summary>Executes builds on this machine or on a worker. Thread-safe.</summary>
internal interface IBuildRunner
{
    /// <summary>Executes one build to its end. Cancellation stops and cleans it up within 2 s.</summary>
    /// <exception cref="BuildFailedException">The build failed.</exception>
    /// <exception cref="SourceImageNeededException">The build needs a source image, and the request forbids building it.</exception>
    Task<BuildResult> RunAsync(IBuildRun run, CancellationToken cancellationToken);
}
