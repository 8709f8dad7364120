using System.Collections.Immutable;
using Imaginator.Building.Comparing;
using Imaginator.Images;

namespace Imaginator.Host.Images.Differences;

/// <summary>A page of the differences between two images: the differing paths in byte order, and all differing packages.</summary>
internal sealed record ImageDifferencePage
{
    public required string Before { get; init; }

    public required string After { get; init; }

    /// <summary>The numbers of paths, of all pages.</summary>
    public required int AddedFiles { get; init; }

    public required int RemovedFiles { get; init; }

    public required int ChangedFiles { get; init; }

    public required ImmutableArray<FileDifference> Files { get; init; }

    /// <summary>Whether there are files after this page.</summary>
    public required bool HasMore { get; init; }

    public required ImmutableArray<Package> AddedPackages { get; init; }

    public required ImmutableArray<Package> RemovedPackages { get; init; }

    public required ImmutableArray<ChangedPackage> ChangedPackages { get; init; }
}
