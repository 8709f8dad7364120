using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Host.Workers;

/// <summary>What came of giving a build to a worker.</summary>
internal abstract record WorkerAnswer
{
    private WorkerAnswer()
    {
    }

    /// <summary>It is built; its objects are on the image server.</summary>
    /// <param name="Image">The image, which has no name yet.</param>
    internal sealed record Built(Image Image) : WorkerAnswer;

    /// <summary>A source image must be built first.</summary>
    /// <param name="StreamName">The stream to build.</param>
    /// <param name="Variables">The variables that the manifest demands for it.</param>
    /// <param name="GitCommitId">The commit that the manifest demands; empty for any.</param>
    internal sealed record NeedsSource(
        string StreamName, ImmutableSortedDictionary<string, string> Variables, string GitCommitId) : WorkerAnswer;

    /// <summary>The build failed, as it would anywhere.</summary>
    /// <param name="Error">Why.</param>
    internal sealed record Failed(string Error) : WorkerAnswer;

    /// <summary>The worker could not be used, or was lost; nothing is known about the build.</summary>
    /// <param name="Reason">Why.</param>
    internal sealed record Lost(string Reason) : WorkerAnswer;
}
