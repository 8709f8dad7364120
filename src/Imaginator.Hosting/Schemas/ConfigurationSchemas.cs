using Imaginator.Building.Documents.Json;
using Imaginator.Building.Manifests;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Binding;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Schemas;

/// <summary>
/// The JSON Schemas (draft 2020-12) of the configuration and of manifests, made from the readers of the files: a schema contains exactly the
/// fields that its reader knows. Thread-safe.
/// </summary>
public static class ConfigurationSchemas
{
    /// <summary>The name of the schema of the main configuration.</summary>
    internal const string Main = "configuration";

    // The reader of the configuration needs a client, which a probe does not use.
    private static readonly TimeSpan UnusedTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Creates all schemas, with the settings of the loaded plugins.</summary>
    /// <param name="more">The files that only the calling program reads.</param>
    public static async Task<IReadOnlyList<NamedSchema>> CreateAsync(
        PluginSet plugins, IEnumerable<SchemaSource> more, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(more);
        var sources = await FindAsync(plugins, cancellationToken);
        return [.. sources.Concat(more).Select(source => new NamedSchema(source.Name, source.Title, SchemaWriter.Write(source, plugins)))];
    }

    internal static async Task<IReadOnlyList<SchemaSource>> FindAsync(PluginSet plugins, CancellationToken cancellationToken) =>
    [
        new(Main, "Main configuration of imaginator", await ReadMainAsync(plugins, cancellationToken)),
        new("image-streams", "Image streams of imaginator", JsonShape.Of(file => ReadImageStreams(file, plugins))),
        new("manifest", "File manifest of an image manifest", ManifestShapes.Manifest),
        new("triggers", "Files triggers and triggers.add of an image manifest", ManifestShapes.Triggers),
        new("computed-files", "Files computed-files.json and computed-files.add.json of an image manifest", ManifestShapes.ComputedFiles),
        new("owners", "File owners.json of an image manifest", ManifestShapes.Owners),
        new("tags", "File tags.json of an image manifest", ManifestShapes.Tags),
    ];

    private static async Task<JsonShape> ReadMainAsync(PluginSet plugins, CancellationToken cancellationToken)
    {
        using var http = new ConfigurationHttp(UnusedTimeout);
        var fetcher = new ConfigurationFetcher(http);
        return await JsonShape.OfAsync(async file =>
        {
            if (file.AsRequiredFields() is { } fields)
            {
                await MainConfigurationBinder.BindAsync(fields, plugins, SecretVariables.None, fetcher, cancellationToken);
            }
        });
    }

    private static void ReadImageStreams(JsonCursor file, PluginSet plugins)
    {
        if (file.AsRequiredFields() is { } fields)
        {
            new ImageStreamsBinder(plugins, SecretVariables.None).Bind(fields);
        }
    }
}
