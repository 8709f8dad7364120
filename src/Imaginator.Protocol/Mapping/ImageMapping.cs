using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Mapping;

/// <summary>Turns images of the model into those of the wire and back.</summary>
internal static class ImageMapping
{
    /// <summary>The image as it is sent. Extended attributes have no place there and are lost.</summary>
    public static DominatorImage ToWire(Image image) => new()
    {
        BuildBranch = image.BuildBranch,
        BuildCommitId = image.BuildCommitId,
        BuildGitUrl = image.BuildGitUrl,
        CreatedBy = image.CreatedBy,
        CreatedFor = image.CreatedFor,
        Filter = image.Filter is { } filter ? new ImageFilter { FilterLines = filter.Lines } : null,
        FileSystem = image.FileSystem,
        Triggers = image.Triggers is { } triggers ? new ImageTriggers { Triggers = [.. triggers.Select(ToWire)] } : null,
        ReleaseNotes = ToWire(image.ReleaseNotes),
        BuildLog = ToWire(image.BuildLog),
        CreatedOn = image.CreatedOn == default ? default : GobTime.From(image.CreatedOn),
        ExpiresAt = GobTime.From(image.ExpiresAt),
        OwnerGroups = image.OwnerGroups,
        OwnerUsers = image.OwnerUsers,
        Packages =
        [
            .. image.Packages.Select(package => new ImagePackage
            {
                Name = package.Name,
                Version = package.Version,
                Size = package.Size,
            }),
        ],
        SourceImage = image.SourceImage,
        Tags = image.Tags.IsEmpty ? null : image.Tags,
    };

    /// <summary>The image of the model.</summary>
    /// <exception cref="ImaginatorException">Its tree is unsound; the message says how.</exception>
    public static Image ToModel(DominatorImage image)
    {
        if (image.FileSystem is { } tree)
        {
            TreeCheck.RequireSound(tree);
        }

        return new Image
        {
            BuildBranch = image.BuildBranch,
            BuildCommitId = image.BuildCommitId,
            BuildGitUrl = image.BuildGitUrl,
            CreatedBy = image.CreatedBy,
            CreatedFor = image.CreatedFor,
            Filter = image.Filter is { } filter ? new Filter(filter.FilterLines) : null,
            FileSystem = image.FileSystem,
            Triggers = image.Triggers is { } triggers ? [.. triggers.Triggers.Select(ToModel)] : null,
            ReleaseNotes = ToModel(image.ReleaseNotes),
            BuildLog = ToModel(image.BuildLog),
            CreatedOn = image.CreatedOn.ToDateTimeOffset(),
            ExpiresAt = image.ExpiresAt.ToNullableDateTimeOffset(),
            OwnerGroups = image.OwnerGroups,
            OwnerUsers = image.OwnerUsers,
            Packages =
                [.. image.Packages.Select(package => new Package(package.Name, package.Version, package.Size))],
            SourceImage = image.SourceImage,
            Tags = (image.Tags ?? ImmutableDictionary<string, string>.Empty)
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    private static ImageAnnotation? ToWire(Annotation? annotation) =>
        annotation is null ? null : new ImageAnnotation { Object = annotation.Object, URL = annotation.Url };

    private static Annotation? ToModel(ImageAnnotation? annotation) =>
        annotation is null ? null : new Annotation(annotation.Object, annotation.URL);

    private static ImageTrigger ToWire(Trigger trigger) => new()
    {
        MatchLines = trigger.MatchLines,
        Service = trigger.Service,
        SortName = trigger.SortName,
        DoReboot = trigger.DoReboot,
        DoReload = trigger.DoReload,
        HighImpact = trigger.HighImpact,
    };

    private static Trigger ToModel(ImageTrigger trigger) => new()
    {
        MatchLines = trigger.MatchLines,
        Service = trigger.Service,
        SortName = trigger.SortName,
        DoReboot = trigger.DoReboot,
        DoReload = trigger.DoReload,
        HighImpact = trigger.HighImpact,
    };
}
