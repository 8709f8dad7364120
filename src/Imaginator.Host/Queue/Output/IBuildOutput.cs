namespace Imaginator.Host.Queue.Output;

/// <summary>
/// What a build has printed, from its start, while it grows; secrets are masked. For many readers at once. Thread-safe.
/// </summary>
internal interface IBuildOutput
{
    /// <summary>How much there is so far, in bytes.</summary>
    long Length { get; }

    /// <summary>Whether nothing more will come.</summary>
    bool IsComplete { get; }

    /// <summary>Starts to read. Keeps the output for as long as the reader lives.</summary>
    /// <returns>The reader, at the start; null if the build was over long ago and its output is no longer kept here.</returns>
    IBuildOutputReader? TryOpenReader();
}
