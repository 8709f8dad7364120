using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A page of the differing paths of two images, in byte order, and all differing packages.</summary>
internal sealed record ApiDifference
{
    /// <summary>The first image.</summary>
    public required string Before { get; init; }

    /// <summary>The second image.</summary>
    public required string After { get; init; }

    /// <summary>The number of added paths, of all pages.</summary>
    public required int AddedFiles { get; init; }

    /// <summary>The number of removed paths, of all pages.</summary>
    public required int RemovedFiles { get; init; }

    /// <summary>The number of changed paths, of all pages.</summary>
    public required int ChangedFiles { get; init; }

    public required ImmutableArray<ApiChangedFile> Files { get; init; }

    public required ImmutableArray<ApiPackage> AddedPackages { get; init; }

    public required ImmutableArray<ApiPackage> RemovedPackages { get; init; }

    public required ImmutableArray<ApiChangedPackage> ChangedPackages { get; init; }

    /// <summary>The address of the next page; absent on the last page.</summary>
    public string? Next { get; init; }
}
