using System.Collections.Immutable;

namespace Imaginator.Images;

/// <summary>
/// An image: a file-system tree plus metadata, stored under a name <c>STREAM/YYYY-MM-DD:HH:MM:SS</c>. Equality is by value
/// and includes the tree, see <see cref="FileSystemTree"/>.
/// </summary>
public sealed record Image
{
    /// <summary>The branch of the manifest; empty if the manifest source has no branches.</summary>
    public string BuildBranch { get; init; } = "";

    /// <summary>The commit ID of the manifest; empty if the manifest source has no commits.</summary>
    public string BuildCommitId { get; init; } = "";

    /// <summary>The manifest URL as configured, with variables not expanded; empty if the manifest is not from git.</summary>
    public string BuildGitUrl { get; init; } = "";

    /// <summary>The user who added the image. The image store sets it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>The user who requested the image.</summary>
    public string CreatedFor { get; init; } = "";

    /// <summary>The image filter; null for a sparse image, which differs from an empty filter.</summary>
    public Filter? Filter { get; init; }

    /// <summary>The file-system tree; null only if the caller did not ask for it.</summary>
    public FileSystemTree? FileSystem { get; init; }

    /// <summary>The triggers; null for an image without triggers, which differs from an empty list.</summary>
    public ImmutableArray<Trigger>? Triggers { get; init; }

    /// <summary>The release notes, or null.</summary>
    public Annotation? ReleaseNotes { get; init; }

    /// <summary>The build log, or null.</summary>
    public Annotation? BuildLog { get; init; }

    /// <summary>The time when the image was added. The image store sets it.</summary>
    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>
    /// The expiration time; null if the image never expires. From this time on, the image does not exist for callers of the store.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The groups that own the image.</summary>
    public ImmutableArray<string> OwnerGroups { get; init; } = [];

    /// <summary>The users that own the image.</summary>
    public ImmutableArray<string> OwnerUsers { get; init; } = [];

    /// <summary>The installed packages, sorted by name.</summary>
    public ImmutableArray<Package> Packages { get; init; } = [];

    /// <summary>The name of the source image; empty for a bootstrap image.</summary>
    public string SourceImage { get; init; } = "";

    /// <summary>The tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Enumerates the objects that the image refers to: the contents of files, the build log and the release notes. A store must keep
    /// all of them as long as it keeps the image.
    /// </summary>
    /// <returns>The hashes, each once. Without <see cref="FileSystem"/>, only those of <see cref="EnumerateAttachments"/>.</returns>
    public IEnumerable<ObjectHash> EnumerateObjects() =>
        (FileSystem?.EnumerateContents() ?? []).Concat(EnumerateAttachments()).Distinct();

    /// <summary>Enumerates the objects of the image outside of its tree: the build log and the release notes.</summary>
    /// <returns>The hashes, each once.</returns>
    public IEnumerable<ObjectHash> EnumerateAttachments()
    {
        if (BuildLog?.Object is { } log)
        {
            yield return log;
        }

        if (ReleaseNotes?.Object is { } notes && notes != BuildLog?.Object)
        {
            yield return notes;
        }
    }

    /// <inheritdoc/>
    public bool Equals(Image? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && BuildBranch == other.BuildBranch
            && BuildCommitId == other.BuildCommitId
            && BuildGitUrl == other.BuildGitUrl
            && CreatedBy == other.CreatedBy
            && CreatedFor == other.CreatedFor
            && CreatedOn == other.CreatedOn
            && ExpiresAt == other.ExpiresAt
            && SourceImage == other.SourceImage
            && Equals(Filter, other.Filter)
            && Equals(ReleaseNotes, other.ReleaseNotes)
            && Equals(BuildLog, other.BuildLog)
            && Triggers.HasValue == other.Triggers.HasValue
            && Triggers.GetValueOrDefault().AsSpan().SequenceEqual(other.Triggers.GetValueOrDefault().AsSpan())
            && OwnerGroups.AsSpan().SequenceEqual(other.OwnerGroups.AsSpan())
            && OwnerUsers.AsSpan().SequenceEqual(other.OwnerUsers.AsSpan())
            && Packages.AsSpan().SequenceEqual(other.Packages.AsSpan())
            && HasEqualTags(other)
            && Equals(FileSystem, other.FileSystem));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        BuildCommitId, CreatedFor, CreatedOn, ExpiresAt, SourceImage, Packages.AsSpan().Length, Tags.Count, FileSystem);

    private bool HasEqualTags(Image other) =>
        Tags.Count == other.Tags.Count
        && Tags.All(tag => other.Tags.TryGetValue(tag.Key, out var value) && value == tag.Value);
}
