using Imaginator.Building.Documents.Json;

namespace Imaginator.Building.Manifests;

/// <summary>The contents that the readers of a manifest's JSON files accept.</summary>
public static class ManifestShapes
{
    /// <summary>The file <c>manifest</c>.</summary>
    public static JsonShape Manifest => JsonShape.Of(file => ManifestHeader.Read(file, _ => null));

    /// <summary>The files <c>triggers</c> and <c>triggers.add</c>.</summary>
    public static JsonShape Triggers => JsonShape.Of(list => TriggerList.Read(list));

    /// <summary>The files <c>computed-files.json</c> and <c>computed-files.add.json</c>.</summary>
    public static JsonShape ComputedFiles => JsonShape.Of(list => ComputedFileList.Read(list));

    /// <summary>The file <c>owners.json</c>.</summary>
    public static JsonShape Owners => JsonShape.Of(file => ImageOwners.Read(file.AsFields()));

    /// <summary>The file <c>tags.json</c>.</summary>
    public static JsonShape Tags => JsonShape.Of(file => ManifestHeader.ExpandTags(file, _ => null));
}
