namespace Imaginator.Host.Queue.Output;

/// <summary>
/// The growing output of a build from its start, with masked secrets, for any number of concurrent readers. Thread-safe.
/// </summary>
internal interface IBuildOutput
{
    /// <summary>The current length in bytes.</summary>
    long Length { get; }

    /// <summary>Whether the output is complete.</summary>
    bool IsComplete { get; }

    /// <summary>Opens a reader at the start, which keeps the output open; null if the output is closed.</summary>
    IBuildOutputReader? TryOpenReader();
}
