using System.Text;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Manifests;

namespace Imaginator.Building.Tests.Documents;

/// <summary>What readers ask of a file is recorded, so that a schema has the same fields.</summary>
public sealed class JsonShapeTests
{
    [Fact]
    public void Records_FieldsTypesAndWords()
    {
        var shape = JsonShape.Of(file =>
        {
            var fields = file.AsRequiredFields()!;
            Assert.Null(fields.RequiredText("Name"));
            Assert.Null(fields.Find("Count")?.AsNumber());
            Assert.Null(fields.Find("Mode")?.AsText(["a", "b"]));
            Assert.False(fields.Find("Size")!.IsText);
            Assert.Null(fields.Find("Size")?.AsNumber());
            Assert.Empty(fields.Texts("List")!.Value);
            Assert.Empty(fields.Find("Table")!.AsTextTable()!);
            Assert.Null(fields.Find("Flag")?.AsBoolean());
            fields.WarnOfMisspelt();
        });

        Assert.Equal([JsonShape.Table], shape.Types);
        Assert.Equal(["Name"], shape.Required);
        Assert.Equal(
            ["Name string", "Count integer", "Mode string", "Size integer|string", "List array", "Table object", "Flag boolean"],
            shape.Fields.Select(field => $"{field.Key} {string.Join('|', field.Value.Types)}"));
        var recorded = shape.Fields.ToDictionary(StringComparer.Ordinal);
        Assert.Equal(["a", "b"], recorded["Mode"].Words);
        Assert.Equal([JsonShape.Text], recorded["List"].Items!.Types);
        Assert.Equal([JsonShape.Text], recorded["Table"].Entries!.Types);
    }

    [Fact]
    public void ReadersOfManifests_ReadTheProbe()
    {
        Assert.Equal(["SourceImage"], ManifestShapes.Manifest.Required);
        Assert.Contains("FilterLines", ManifestShapes.Manifest.Fields.Select(field => field.Key));
        Assert.Contains("MatchLines", ManifestShapes.Triggers.Items!.Fields.Select(field => field.Key));
        Assert.Equal(["Filename", "Source"], ManifestShapes.ComputedFiles.Items!.Required);
        Assert.Equal(["Groups", "Users"], ManifestShapes.Owners.Fields.Select(field => field.Key));
        Assert.Equal([JsonShape.Text], ManifestShapes.Tags.Entries!.Types);
    }

    [Fact]
    public void NameOfASchema_IsNoTag_AndNoMisspeltField()
    {
        var faults = new FaultList();
        var tags = Read("""{"$schema": "tags.json", "Name": "x"}""", faults).AsTextTableOfFile();
        var fields = Read("""{"$schema": "x.json"}""", faults).AsFields()!;
        Assert.Null(fields.Text("Schema"));
        fields.WarnOfMisspelt();

        Assert.Equal(["Name"], tags!.Keys);
        Assert.Empty(faults.ToImmutable());
    }

    private static JsonCursor Read(string json, FaultList faults) =>
        JsonCursor.Root(JsonReader.Read(Encoding.UTF8.GetBytes(json), "x", faults)!, "x", faults);
}
