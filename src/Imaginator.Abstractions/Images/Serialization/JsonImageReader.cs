using System.Text.Json;

namespace Imaginator.Images.Serialization;

/// <summary>Reads images from JSON.</summary>
internal static class JsonImageReader
{
    public static Image Read(Stream input)
    {
        try
        {
            using var document = JsonDocument.Parse(input);
            return Read(new JsonMembers(document.RootElement, "the image"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter for a lone surrogate, which this form does not use.
            throw new ImageFormatException($"it is not valid JSON: {e.Message}", e);
        }
    }

    private static Image Read(JsonMembers image)
    {
        if (image.Number(JsonNames.Version) != JsonNames.CurrentVersion)
        {
            throw image.Fault(JsonNames.Version, $"must be {JsonNames.CurrentVersion}, the only known version of the format");
        }

        return new Image
        {
            BuildBranch = image.Text(JsonNames.BuildBranch),
            BuildCommitId = image.Text(JsonNames.BuildCommitId),
            BuildGitUrl = image.Text(JsonNames.BuildGitUrl),
            CreatedBy = image.Text(JsonNames.CreatedBy),
            CreatedFor = image.Text(JsonNames.CreatedFor),
            CreatedOn = image.Time(JsonNames.CreatedOn) ?? default,
            ExpiresAt = image.Time(JsonNames.ExpiresAt),
            SourceImage = image.Text(JsonNames.SourceImage),
            Filter = image.Texts(JsonNames.Filter) is { } lines ? new Filter(lines) : null,
            ReleaseNotes = ReadAnnotation(image, JsonNames.ReleaseNotes),
            BuildLog = ReadAnnotation(image, JsonNames.BuildLog),
            Triggers = image.List(JsonNames.Triggers, item => ReadTrigger(new JsonMembers(item, "a trigger"))),
            OwnerGroups = image.Texts(JsonNames.OwnerGroups) ?? [],
            OwnerUsers = image.Texts(JsonNames.OwnerUsers) ?? [],
            Packages = image.List(JsonNames.Packages, item => ReadPackage(new JsonMembers(item, "a package"))) ?? [],
            Tags = image.TextTable(JsonNames.Tags),
            FileSystem = image.Find(JsonNames.FileSystem) is { } tree
                ? JsonTreeReader.Read(new JsonMembers(tree, "the file system"))
                : null,
        };
    }

    private static Annotation? ReadAnnotation(JsonMembers image, string name)
    {
        if (image.Find(name) is not { } found)
        {
            return null;
        }

        var annotation = new JsonMembers(found, name);
        return new Annotation(annotation.Hash(JsonNames.Object), annotation.Text(JsonNames.Url));
    }

    private static Trigger ReadTrigger(JsonMembers trigger) => new()
    {
        MatchLines = trigger.Texts(JsonNames.MatchLines) ?? [],
        Service = trigger.Text(JsonNames.Service),
        SortName = trigger.Text(JsonNames.SortName),
        DoReboot = trigger.Flag(JsonNames.DoReboot),
        DoReload = trigger.Flag(JsonNames.DoReload),
        HighImpact = trigger.Flag(JsonNames.HighImpact),
    };

    private static Package ReadPackage(JsonMembers package) => new(
        package.Text(JsonNames.Name), package.Text(JsonNames.PackageVersion), package.Number(JsonNames.Size));
}
