using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Host.Images;
using Imaginator.Host.Web.Api.Requests;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>An image.</summary>
internal sealed record ApiImage
{
    public required string Name { get; init; }

    /// <summary>The directory that contains the image, usually the name of its stream.</summary>
    public required string Stream { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>Absent for an image that never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The user who added the image.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The user who requested the image.</summary>
    public string? CreatedFor { get; init; }

    public string? SourceImage { get; init; }

    /// <summary>As configured, with unexpanded variables.</summary>
    public string? ManifestUrl { get; init; }

    public string? Branch { get; init; }

    public string? CommitId { get; init; }

    public required ImmutableSortedDictionary<string, string> Tags { get; init; }

    /// <summary>The users that own the image.</summary>
    public required ImmutableArray<string> OwnerUsers { get; init; }

    /// <summary>The groups that own the image.</summary>
    public required ImmutableArray<string> OwnerGroups { get; init; }

    /// <summary>The number of regular files. Hard links count once.</summary>
    public required ulong Files { get; init; }

    public required ulong Directories { get; init; }

    /// <summary>The number of files whose contents machines fetch from a file generator.</summary>
    public required int ComputedFiles { get; init; }

    /// <summary>The size of the regular files, in bytes.</summary>
    public required ulong Bytes { get; init; }

    /// <summary>The number of installed packages.</summary>
    public required int Packages { get; init; }

    /// <summary>The lines of the filter; absent for a sparse image.</summary>
    public ImmutableArray<string>? Filter { get; init; }

    /// <summary>Absent for an image without triggers.</summary>
    public ImmutableArray<ApiTrigger>? Triggers { get; init; }

    /// <summary>The id of the build that made the image, if the history has it.</summary>
    public string? BuildId { get; init; }

    /// <summary>The address of the build log, if there is one.</summary>
    public string? Log { get; init; }

    /// <summary>The address of the release notes, if there are any.</summary>
    public string? ReleaseNotes { get; init; }

    public static ApiImage Of(ImageOverview image, ApiLinks links)
    {
        var metadata = image.Metadata;
        return new ApiImage
        {
            Name = image.Name,
            Stream = image.StreamName,
            CreatedOn = metadata.CreatedOn,
            ExpiresAt = metadata.ExpiresAt,
            CreatedBy = NullIfEmpty(metadata.CreatedBy),
            CreatedFor = NullIfEmpty(metadata.CreatedFor),
            SourceImage = NullIfEmpty(metadata.SourceImage),
            ManifestUrl = NullIfEmpty(metadata.BuildGitUrl),
            Branch = NullIfEmpty(metadata.BuildBranch),
            CommitId = NullIfEmpty(metadata.BuildCommitId),
            Tags = metadata.Tags,
            OwnerUsers = metadata.OwnerUsers,
            OwnerGroups = metadata.OwnerGroups,
            Files = image.Totals.Files,
            Directories = image.Totals.Directories,
            ComputedFiles = image.Totals.ComputedFiles,
            Bytes = image.Totals.Bytes,
            Packages = metadata.Packages.Length,
            Filter = metadata.Filter?.Lines.Select(FileName.ToDisplay).ToImmutableArray(),
            Triggers = metadata.Triggers?.Select(ApiTrigger.Of).ToImmutableArray(),
            Log = image.HasBuildLog ? links.ImageLog(image.Name) : null,
            ReleaseNotes = metadata.ReleaseNotes switch
            {
                { Object: not null } => links.ImageNotes(image.Name),
                { Url.Length: > 0 } notes => notes.Url,
                _ => null,
            },
        };
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
