using Imaginator.Building.Documents;
using Imaginator.Host.Schemas;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.Host.Commands;

/// <summary><c>imaginator schema [NAME]</c>: prints JSON Schemas for editors.</summary>
internal static class SchemaCommand
{
    public static Command Command { get; } = new(
        "schema", "[SCHEMA]", "Print the JSON Schema of a configuration file, or the names of all schemas.", RunAsync)
    {
        Description =
        [
            "Editors complete and check files with a schema. The schema of the main configuration contains the settings of the plugins that "
            + "are loaded. A running daemon serves the same schemas at /schemas/SCHEMA.json.",
        ],
        Examples = [new("imaginator schema configuration >configuration.schema.json", "Write the schema of the main configuration to a file:")],
        Flags = [ConfigurationFlags.ConfigurationUrl, SharedFlags.PluginDirectories, JsonFlag.Json],
        UsesProgramFlags = false,
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var plugins = await context.LoadPluginsAsync(cancellationToken);
        var schemas = await SiteSchemas.CreateAsync(plugins, cancellationToken);
        if (context.Operands is [var name])
        {
            var names = schemas.Select(schema => schema.Name).ToArray();
            var schema = schemas.FirstOrDefault(known => known.Name == name) ?? throw new UsageException(
                $"unknown schema \"{name}\"; {(NearestName.Find(name, names) is { } probable ? $"did you mean {probable}?" : $"schemas are {string.Join(", ", names)}")}");
            await context.Output.WriteAsync(schema.Json);
            return 0;
        }

        var width = schemas.Max(schema => schema.Name.Length);
        await context.WriteResultAsync(
            string.Join('\n', schemas.Select(schema => $"{schema.Name.PadRight(width)}  {schema.Title}")),
            new { Schemas = schemas.Select(schema => new { schema.Name, schema.Title }) });
        return 0;
    }
}
