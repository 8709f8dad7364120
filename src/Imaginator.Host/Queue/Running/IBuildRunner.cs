using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Running;

/// <summary>Runs builds: here, or on another machine. Thread-safe.</summary>
internal interface IBuildRunner
{
    /// <summary>Runs one build to its end.</summary>
    /// <param name="run">The build.</param>
    /// <param name="cancellationToken">Stops it within 2 s; nothing of it is left.</param>
    /// <returns>The image.</returns>
    /// <exception cref="BuildFailedException">The build failed.</exception>
    /// <exception cref="SourceImageNeededException">It needs a source image, and the order forbids to build it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<BuildResult> RunAsync(IBuildRun run, CancellationToken cancellationToken);
}
