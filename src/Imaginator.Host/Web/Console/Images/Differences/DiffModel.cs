using Imaginator.Host.Images.Differences;

namespace Imaginator.Host.Web.Console.Images.Differences;

/// <summary>A page of the differences between two images.</summary>
internal sealed record DiffModel
{
    public required ImageDifferencePage Difference { get; init; }

    /// <summary>The directory to which the differences are restricted; <c>/</c> for all.</summary>
    public required string Path { get; init; }

    /// <summary>The address of the next page; null for none.</summary>
    public required string? Next { get; init; }

    /// <summary>Whether this is the first page, which has the packages.</summary>
    public required bool IsFirst { get; init; }

    public int Packages => Difference.AddedPackages.Length + Difference.RemovedPackages.Length + Difference.ChangedPackages.Length;
}
