using System.Collections.Immutable;

namespace Imaginator.Images;

/// <summary>An image: a file-system tree plus metadata. Stored under a name <c>STREAM/YYYY-MM-DD:HH:MM:SS</c>.</summary>
public sealed record Image
{
    /// <summary>The branch that the manifest was fetched from; empty if it has none.</summary>
    public string BuildBranch { get; init; } = "";

    /// <summary>The commit that the manifest was fetched from; empty if it has none.</summary>
    public string BuildCommitId { get; init; } = "";

    /// <summary>The URL of the manifest as configured, variables not expanded; empty if it is not from git.</summary>
    public string BuildGitUrl { get; init; } = "";

    /// <summary>Who added the image; set by the image server.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>Whom the image was built for.</summary>
    public string CreatedFor { get; init; } = "";

    /// <summary>The image filter; null for a sparse image, which differs from an empty filter.</summary>
    public Filter? Filter { get; init; }

    /// <summary>The tree; null only where it was not asked for.</summary>
    public FileSystemTree? FileSystem { get; init; }

    /// <summary>The triggers; null for none, which differs from an empty list.</summary>
    public ImmutableArray<Trigger>? Triggers { get; init; }

    /// <summary>Release notes, or null.</summary>
    public Annotation? ReleaseNotes { get; init; }

    /// <summary>The build log, or null.</summary>
    public Annotation? BuildLog { get; init; }

    /// <summary>When it was added; set by the image server.</summary>
    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>When it expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Groups that own the image.</summary>
    public ImmutableArray<string> OwnerGroups { get; init; } = [];

    /// <summary>Users that own the image.</summary>
    public ImmutableArray<string> OwnerUsers { get; init; } = [];

    /// <summary>The installed packages, sorted by name.</summary>
    public ImmutableArray<Package> Packages { get; init; } = [];

    /// <summary>The name of the image it was built on; empty for a bootstrap image.</summary>
    public string SourceImage { get; init; } = "";

    /// <summary>Tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
