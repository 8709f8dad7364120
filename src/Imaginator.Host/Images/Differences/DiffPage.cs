namespace Imaginator.Host.Images.Differences;

/// <summary>Selects a part of the differences between two images.</summary>
internal sealed record DiffPage
{
    public const int DefaultCount = 500;
    public const int MaximumCount = 5000;

    /// <summary>The directory (or file) to which the differences are restricted; <c>/</c> for all.</summary>
    public string Below { get; init; } = "/";

    /// <summary>The path after which the page begins, in byte order; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>The maximum number of files.</summary>
    public int Count { get; init; } = DefaultCount;
}
