using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Building.Comparing;

/// <summary>The differences between two images. Paths are in byte order, packages are ordered by name.</summary>
public sealed record ImageDifference
{
    /// <summary>Paths that only the second image has; includes the paths below added directories.</summary>
    public required ImmutableArray<string> Added { get; init; }

    /// <summary>Paths that only the first image has; includes the paths below removed directories.</summary>
    public required ImmutableArray<string> Removed { get; init; }

    /// <summary>Paths that both have, and that differ.</summary>
    public required ImmutableArray<ChangedFile> Changed { get; init; }

    /// <summary>Packages that only the second image has.</summary>
    public required ImmutableArray<Package> AddedPackages { get; init; }

    /// <summary>Packages that only the first image has.</summary>
    public required ImmutableArray<Package> RemovedPackages { get; init; }

    /// <summary>Packages of another version.</summary>
    public required ImmutableArray<ChangedPackage> ChangedPackages { get; init; }

    /// <summary>Whether there is no difference at all.</summary>
    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Changed.IsEmpty
        && AddedPackages.IsEmpty && RemovedPackages.IsEmpty && ChangedPackages.IsEmpty;
}
