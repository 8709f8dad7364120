using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Imaginator.Host.Schemas;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Programs;

namespace Imaginator.Host.Commands;

/// <summary>The values of operands for completion.</summary>
internal static class OperandCompletion
{
    /// <summary>By the placeholder of the operand.</summary>
    public static ImmutableDictionary<string, CompletionSource> ByOperand { get; } = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            KeyValuePair.Create<string, CompletionSource>("STREAM", FindStreamsAsync),
            KeyValuePair.Create<string, CompletionSource>("SCHEMA", FindSchemasAsync),
        ]);

    private static async IAsyncEnumerable<string> FindStreamsAsync(
        CommandContext context, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = await SiteConfiguration.LoadAsync(context, cancellationToken);
        if (site.Configuration.Value is not { } configuration)
        {
            yield break;
        }

        foreach (var name in configuration.Main.BootstrapStreams.Keys.Concat(configuration.ImageStreams.Streams.Select(stream => stream.Name)))
        {
            yield return name;
        }
    }

    private static async IAsyncEnumerable<string> FindSchemasAsync(
        CommandContext context, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The names do not depend on plugins.
        await using var plugins = new PluginSet();
        foreach (var schema in await SiteSchemas.CreateAsync(plugins, cancellationToken))
        {
            yield return schema.Name;
        }
    }
}
