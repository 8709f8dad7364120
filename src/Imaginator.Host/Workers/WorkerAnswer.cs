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
    internal sealed record Built(Image Image) : WorkerAnswer;

    /// <summary>A source image must be built first.</summary>
    internal sealed record NeedsSource(
        string StreamName, ImmutableSortedDictionary<string, string> Variables, string GitCommitId) : WorkerAnswer;

    /// <summary>The build failed, as it would anywhere.</summary>
    internal sealed record Failed(string Error) : WorkerAnswer;

    /// <summary>The worker could not be used, or was lost; nothing is known about the build.</summary>
    internal sealed record Lost(string Reason) : WorkerAnswer;
}
