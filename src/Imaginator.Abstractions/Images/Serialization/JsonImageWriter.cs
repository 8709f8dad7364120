using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Imaginator.Images.Serialization;

/// <summary>Writes images as JSON. Members with their default values are left out.</summary>
internal sealed class JsonImageWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _output;

    private JsonImageWriter(Utf8JsonWriter output) => _output = output;

    public static void Write(Image image, Stream output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        new JsonImageWriter(json).Write(image);
    }

    private void Write(Image image)
    {
        _output.WriteStartObject();
        _output.WriteNumber(JsonNames.Version, JsonNames.CurrentVersion);
        WriteText(JsonNames.BuildBranch, image.BuildBranch);
        WriteText(JsonNames.BuildCommitId, image.BuildCommitId);
        WriteText(JsonNames.BuildGitUrl, image.BuildGitUrl);
        WriteText(JsonNames.CreatedBy, image.CreatedBy);
        WriteText(JsonNames.CreatedFor, image.CreatedFor);
        WriteTime(JsonNames.CreatedOn, image.CreatedOn == default ? null : image.CreatedOn);
        WriteTime(JsonNames.ExpiresAt, image.ExpiresAt);
        WriteText(JsonNames.SourceImage, image.SourceImage);
        WriteTexts(JsonNames.Filter, image.Filter?.Lines);
        WriteAnnotation(JsonNames.ReleaseNotes, image.ReleaseNotes);
        WriteAnnotation(JsonNames.BuildLog, image.BuildLog);
        WriteTriggers(image.Triggers);
        WriteTexts(JsonNames.OwnerGroups, NullIfEmpty(image.OwnerGroups));
        WriteTexts(JsonNames.OwnerUsers, NullIfEmpty(image.OwnerUsers));
        WritePackages(image.Packages);
        WriteTags(image.Tags);
        if (image.FileSystem is { } tree)
        {
            _output.WritePropertyName(JsonNames.FileSystem);
            new JsonTreeWriter(_output, tree).Write();
        }

        _output.WriteEndObject();
    }

    private void WriteText(string name, string text)
    {
        if (text.Length > 0)
        {
            _output.WriteString(name, JsonEscape.Escape(text));
        }
    }

    private void WriteTime(string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            _output.WriteString(name, known.UtcDateTime);
        }
    }

    private static ImmutableArray<string>? NullIfEmpty(ImmutableArray<string> texts) => texts.IsDefaultOrEmpty ? null : texts;

    private void WriteTexts(string name, ImmutableArray<string>? texts)
    {
        if (texts is not { } present)
        {
            return;
        }

        _output.WriteStartArray(name);
        foreach (var text in present.AsSpan())
        {
            _output.WriteStringValue(JsonEscape.Escape(text));
        }

        _output.WriteEndArray();
    }

    private void WriteAnnotation(string name, Annotation? annotation)
    {
        if (annotation is null)
        {
            return;
        }

        _output.WriteStartObject(name);
        if (annotation.Object is { } hash)
        {
            _output.WriteString(JsonNames.Object, hash.ToString());
        }

        WriteText(JsonNames.Url, annotation.Url);
        _output.WriteEndObject();
    }

    private void WriteTriggers(ImmutableArray<Trigger>? triggers)
    {
        if (triggers is not { } present)
        {
            return;
        }

        _output.WriteStartArray(JsonNames.Triggers);
        foreach (var trigger in present.AsSpan())
        {
            _output.WriteStartObject();
            WriteTexts(JsonNames.MatchLines, NullIfEmpty(trigger.MatchLines));
            WriteText(JsonNames.Service, trigger.Service);
            WriteText(JsonNames.SortName, trigger.SortName);
            WriteFlag(JsonNames.DoReboot, trigger.DoReboot);
            WriteFlag(JsonNames.DoReload, trigger.DoReload);
            WriteFlag(JsonNames.HighImpact, trigger.HighImpact);
            _output.WriteEndObject();
        }

        _output.WriteEndArray();
    }

    private void WriteFlag(string name, bool value)
    {
        if (value)
        {
            _output.WriteBoolean(name, value);
        }
    }

    private void WritePackages(ImmutableArray<Package> packages)
    {
        if (packages.IsDefaultOrEmpty)
        {
            return;
        }

        _output.WriteStartArray(JsonNames.Packages);
        foreach (var package in packages)
        {
            _output.WriteStartObject();
            WriteText(JsonNames.Name, package.Name);
            WriteText(JsonNames.PackageVersion, package.Version);
            if (package.Size != 0)
            {
                _output.WriteNumber(JsonNames.Size, package.Size);
            }

            _output.WriteEndObject();
        }

        _output.WriteEndArray();
    }

    private void WriteTags(ImmutableSortedDictionary<string, string> tags)
    {
        if (tags.IsEmpty)
        {
            return;
        }

        _output.WriteStartObject(JsonNames.Tags);
        foreach (var (key, value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            _output.WriteString(JsonEscape.Escape(key), JsonEscape.Escape(value));
        }

        _output.WriteEndObject();
    }
}
