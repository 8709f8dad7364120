using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Imaginator.BuilderTool.Connection;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Completion;

/// <summary>The values of operands for completion: builds and streams of the daemon, images and streams of the image store.</summary>
internal static class CompletionValues
{
    /// <summary>By the placeholder of the operand.</summary>
    public static ImmutableDictionary<string, CompletionSource> ByOperand { get; } = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            KeyValuePair.Create<string, CompletionSource>("ID", FindBuildsAsync),
            KeyValuePair.Create<string, CompletionSource>("STREAM", FindStreamsAsync),
            KeyValuePair.Create<string, CompletionSource>("DIRECTORY", FindStreamsOfStoreAsync),
            KeyValuePair.Create<string, CompletionSource>("IMAGE", FindImagesAsync),
            KeyValuePair.Create<string, CompletionSource>("IMAGE-A", FindImagesAsync),
            KeyValuePair.Create<string, CompletionSource>("IMAGE-B", FindImagesAsync),
        ]);

    private static async IAsyncEnumerable<string> FindBuildsAsync(
        CommandContext context, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var api = new DaemonApi(context);
        foreach (var id in TextsOf(await api.GetAsync("builds?limit=100", cancellationToken), "builds", "id"))
        {
            yield return id;
        }
    }

    /// <summary>The streams that the daemon has configured; those of the image store if there is no daemon.</summary>
    private static async IAsyncEnumerable<string> FindStreamsAsync(
        CommandContext context, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var configured = await FindConfiguredAsync(context, beginning, cancellationToken);
        foreach (var name in configured ?? [])
        {
            yield return name;
        }

        if (configured is null)
        {
            await foreach (var name in FindStreamsOfStoreAsync(context, beginning, cancellationToken))
            {
                yield return name;
            }
        }
    }

    private static async Task<IReadOnlyList<string>?> FindConfiguredAsync(
        CommandContext context, string beginning, CancellationToken cancellationToken)
    {
        try
        {
            using var api = new DaemonApi(context);
            var answer = await api.GetAsync($"streams?limit=1000&prefix={Uri.EscapeDataString(beginning)}", cancellationToken);
            return [.. TextsOf(answer, "streams", "name")];
        }
        catch (ImaginatorException)
        {
            return null;
        }
    }

    private static async IAsyncEnumerable<string> FindStreamsOfStoreAsync(
        CommandContext context, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = "";
        await foreach (var image in FindImagesAsync(context, beginning, cancellationToken))
        {
            // Images are ordered by name: those of a stream follow each other.
            var stream = image[..Math.Max(0, image.LastIndexOf('/'))];
            if (stream != last)
            {
                last = stream;
                yield return stream;
            }
        }
    }

    private static async IAsyncEnumerable<string> FindImagesAsync(
        CommandContext context, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var plugins = await context.LoadPluginsAsync(cancellationToken);
        await using var store = await plugins
            .OpenExistingImageStoreAsync(SharedFlags.ImageStoreUrl(context.Flags), cancellationToken);
        var directory = beginning[..Math.Max(0, beginning.LastIndexOf('/'))];
        await foreach (var image in store.ListImagesAsync(directory, cancellationToken))
        {
            yield return image.Name;
        }
    }

    /// <summary>A text of each item of a list in an answer of the daemon.</summary>
    private static IEnumerable<string> TextsOf(JsonElement answer, string list, string field) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Select(item => TextOf(item, field)).OfType<string>()
            : [];

    private static string? TextOf(JsonElement item, string field) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
