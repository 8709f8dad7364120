using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Schemas;
using Imaginator.Hosting.Tests.Configuration;
using Imaginator.Plugins;

namespace Imaginator.Hosting.Tests.Schemas;

/// <summary>The schemas that editors complete and check files with.</summary>
public sealed class ConfigurationSchemasTests : IDisposable
{
    private readonly ConfigurationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task EachFile_HasASchemaOfTheDraft()
    {
        var schemas = await CreateAsync();

        Assert.Equal(
            ["configuration", "image-streams", "manifest", "triggers", "computed-files", "owners", "tags"],
            schemas.Select(schema => schema.Name));
        Assert.All(schemas, schema =>
        {
            using var json = JsonDocument.Parse(schema.Json);
            Assert.Equal("https://json-schema.org/draft/2020-12/schema", json.RootElement.GetProperty("$schema").GetString());
            Assert.Equal(schema.Title, json.RootElement.GetProperty("title").GetString());
        });
    }

    [Fact]
    public async Task Schema_HasTheTypesWordsAndRequiredFieldsOfTheReader()
    {
        using var json = JsonDocument.Parse((await CreateAsync())[0].Json);
        var fields = json.RootElement.GetProperty("properties");
        var stream = fields.GetProperty("BootstrapStreams").GetProperty("additionalProperties");

        Assert.Equal(["BootstrapCommand", "PackagerType"], TextsOf(stream.GetProperty("required")));
        Assert.Equal("array", stream.GetProperty("properties").GetProperty("BootstrapCommand").GetProperty("type").GetString());
        Assert.Equal(["host", "none", "null", "open", "packages"], TextsOf(fields.GetProperty("Network").GetProperty("enum")).Order(StringComparer.Ordinal));
        var memory = fields.GetProperty("Limits").GetProperty("properties").GetProperty("Memory");
        Assert.Equal(["integer", "string", "null"], TextsOf(memory.GetProperty("type")));
        Assert.Equal(0, memory.GetProperty("minimum").GetInt32());
        Assert.Equal("string", fields.GetProperty("$schema").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Schema_HasTheSettingsOfLoadedPlugins()
    {
        _files.Plugins = new PluginSet
        {
            Loaded =
            [
                new LoadedPlugin("Sample", "1.0", "Does samples", "/Sample.dll", [])
                {
                    DeclaresSettings = true,
                    KnownSettings = ImmutableDictionary.Create<string, bool>(StringComparer.OrdinalIgnoreCase).Add("limit", true).Add("mode", true),
                    SettingDeclarations =
                    [
                        new SettingDeclaration { Name = "limit", Type = SettingType.Size, Description = "The limit.", IsRequired = true },
                        new SettingDeclaration { Name = "mode", Type = SettingType.Choice, Words = ["fast", "safe"] },
                    ],
                },
                new LoadedPlugin("Quiet", "1.0", "Declares nothing", "/Quiet.dll", [])
                {
                    KnownSettings = ImmutableDictionary.Create<string, bool>(StringComparer.OrdinalIgnoreCase).Add("depth", true),
                },
            ],
        };
        using var json = JsonDocument.Parse((await CreateAsync())[0].Json);
        var plugins = json.RootElement.GetProperty("properties").GetProperty("Plugins").GetProperty("properties");

        var sample = plugins.GetProperty("Sample");
        Assert.Equal(["enabled", "limit", "mode"], sample.GetProperty("properties").EnumerateObject().Select(member => member.Name));
        Assert.Equal(["limit"], TextsOf(sample.GetProperty("required")));
        Assert.False(sample.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["fast", "safe"], TextsOf(sample.GetProperty("properties").GetProperty("mode").GetProperty("enum")));
        Assert.Equal(
            ["enabled", "depth"], plugins.GetProperty("Quiet").GetProperty("properties").EnumerateObject().Select(member => member.Name));
        Assert.False(plugins.GetProperty("Quiet").TryGetProperty("additionalProperties", out _));
    }

    /// <summary>After a new field in a reader: describe it in SchemaTexts.</summary>
    [Fact]
    public async Task EachField_HasADescription_AndEachDescriptionAField()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var source in await ConfigurationSchemas.FindAsync(_files.Plugins, TestContext.Current.CancellationToken))
        {
            Visit(source.Name, source.Shape);
        }

        Assert.Empty(missing);
        Assert.Equal(
            ["Address", "BuildHereWithoutWorkers", "MaximumBuilds", "Workers", "Workers.Name"],
            SchemaTexts.Keys.Except(used).Order(StringComparer.Ordinal));

        void Visit(string name, JsonShape shape)
        {
            foreach (var (field, value) in shape.Fields)
            {
                if (SchemaTexts.KeyOf(name, field) is { } key)
                {
                    used.Add(key);
                }
                else
                {
                    missing.Add($"{name}.{field}");
                }

                Visit(field, value);
            }

            foreach (var part in new[] { shape.Items, shape.Entries }.OfType<JsonShape>())
            {
                Visit(name, part);
            }
        }
    }

    private Task<IReadOnlyList<NamedSchema>> CreateAsync() =>
        ConfigurationSchemas.CreateAsync(_files.Plugins, [], TestContext.Current.CancellationToken);

    private static IEnumerable<string> TextsOf(JsonElement list) => list.EnumerateArray().Select(item => item.GetString() ?? "null");
}
