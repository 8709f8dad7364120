using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>An image.</summary>
[GobType("image.Image")]
internal sealed record DominatorImage
{
    public string BuildBranch { get; init; } = "";

    public string BuildCommitId { get; init; } = "";

    public string BuildGitUrl { get; init; } = "";

    public string CreatedBy { get; init; } = "";

    public string CreatedFor { get; init; } = "";

    public ImageFilter? Filter { get; init; }

    public FileSystemTree? FileSystem { get; init; }

    public ImageTriggers? Triggers { get; init; }

    public ImageAnnotation? ReleaseNotes { get; init; }

    public ImageAnnotation? BuildLog { get; init; }

    public GobTime CreatedOn { get; init; }

    public GobTime ExpiresAt { get; init; }

    public ImmutableArray<string> OwnerGroups { get; init; } = [];

    public ImmutableArray<string> OwnerUsers { get; init; } = [];

    public ImmutableArray<ImagePackage> Packages { get; init; } = [];

    public string SourceImage { get; init; } = "";

    [GobType("tags.Tags")]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
