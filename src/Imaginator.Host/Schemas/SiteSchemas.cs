using Imaginator.Host.Workers.Lists;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Schemas;

namespace Imaginator.Host.Schemas;

/// <summary>The JSON Schemas of all files that the daemon reads.</summary>
internal static class SiteSchemas
{
    /// <summary>Creates the schemas, with the settings of the loaded plugins.</summary>
    public static Task<IReadOnlyList<NamedSchema>> CreateAsync(PluginSet plugins, CancellationToken cancellationToken) =>
        ConfigurationSchemas.CreateAsync(
            plugins, [new SchemaSource("workers", "List of workers of imaginator", WorkerListReader.Shape)], cancellationToken);
}
