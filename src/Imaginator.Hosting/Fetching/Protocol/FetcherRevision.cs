using Imaginator.Manifests;

namespace Imaginator.Hosting.Fetching.Protocol;

/// <summary>The result of a fetch.</summary>
internal sealed record FetcherRevision(string? Branch, string? CommitId)
{
    private const int MaximumBranchLength = 4096;
    private const int MaximumCommitLength = 256;

    public static FetcherRevision Of(ManifestRevision revision) => new(revision.Branch, revision.CommitId);

    /// <summary>Converts the result.</summary>
    /// <exception cref="InvalidDataException">A value is too long or contains control characters.</exception>
    public ManifestRevision ToManifestRevision() =>
        Branch?.Length > MaximumBranchLength || CommitId?.Length > MaximumCommitLength
        || (Branch ?? "").Any(char.IsControl) || (CommitId ?? "").Any(char.IsControl)
            ? throw new InvalidDataException("the revision is not valid")
            : new ManifestRevision(Branch, CommitId);
}
