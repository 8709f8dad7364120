using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Host.Workers;

/// <summary>The result of a build on a worker.</summary>
internal abstract record WorkerAnswer
{
    private WorkerAnswer()
    {
    }

    /// <summary>The worker built the image and stored its objects. The image has no name yet.</summary>
    internal sealed record Built(Image Image) : WorkerAnswer;

    /// <summary>
    /// A source image must be built first, with the variables and the commit that the manifest requires; an empty commit
    /// means any commit.
    /// </summary>
    internal sealed record NeedsSource(
        string StreamName, ImmutableSortedDictionary<string, string> Variables, string GitCommitId) : WorkerAnswer;

    /// <summary>The build failed, as it would on any machine.</summary>
    internal sealed record Failed(string Error) : WorkerAnswer;

    /// <summary>The worker cannot build this, but other machines may: its configuration does not have the stream.</summary>
    internal sealed record Unfit(string Reason) : WorkerAnswer;

    /// <summary>The worker could not be used, or was lost. The state of the build is unknown.</summary>
    internal sealed record Lost(string Reason) : WorkerAnswer;
}
