using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Mapping;

/// <summary>Converts images between the model and the wire format.</summary>
public static class ImageMapping
{
    /// <summary>
    /// Converts an image to the wire format. Extended attributes are lost, because the wire format does not support
    /// them.
    /// </summary>
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

    /// <summary>Converts an image to the model.</summary>
    /// <exception cref="ImaginatorException">
    /// The tree of the image is invalid; the message contains the reason.
    /// </exception>
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
