using System.Collections.Immutable;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Manifests;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Images;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Loads the filters, tags and triggers of bootstrap streams by URL, each URL once.</summary>
internal sealed class BootstrapExtras(ConfigurationFetcher fetcher)
{
    private readonly Dictionary<string, (byte[]? Bytes, string? Fault)> _texts = new(StringComparer.Ordinal);

    /// <summary>Whether a URL could not be fetched so far.</summary>
    public bool HasFailed => _texts.Values.Any(text => text.Bytes is null);

    /// <summary>Loads a filter: a text with an expression per line. Empty lines and <c>#</c> lines are ignored.</summary>
    public async Task<Filter?> LoadFilterAsync(JsonCursor? url, CancellationToken cancellationToken)
    {
        if (await FetchAsync(url, cancellationToken) is not var (source, bytes))
        {
            return null;
        }

        var lines = TextList.Parse(bytes, source, url!.Faults);
        return new Filter(FilterLineList.Check(lines, source, url.Faults, url.Subject));
    }

    /// <summary>Loads tags: a JSON table of strings.</summary>
    public async Task<ImmutableSortedDictionary<string, string>?> LoadTagsAsync(
        JsonCursor? url, CancellationToken cancellationToken) =>
        (await FetchJsonAsync(url, cancellationToken))?.AsTextTableOfFile();

    /// <summary>Loads triggers: a JSON list.</summary>
    public async Task<ImmutableArray<Trigger>?> LoadTriggersAsync(JsonCursor? url, CancellationToken cancellationToken) =>
        await FetchJsonAsync(url, cancellationToken) is { } list ? TriggerList.Read(list) : null;

    private async Task<JsonCursor?> FetchJsonAsync(JsonCursor? url, CancellationToken cancellationToken) =>
        await FetchAsync(url, cancellationToken) is var (source, bytes) && JsonReader.Read(bytes, source, url!.Faults) is { } root
            ? JsonCursor.Root(root, source, url.Faults) with { Subject = url.Subject }
            : null;

    private async Task<(string Source, byte[] Bytes)?> FetchAsync(JsonCursor? field, CancellationToken cancellationToken)
    {
        if (field?.AsText() is not { Length: > 0 } url)
        {
            return null;
        }

        var source = ConfigurationSource.Of(url);
        if (!_texts.TryGetValue(url, out var text))
        {
            try
            {
                text = (await fetcher.FetchAsync(source, cancellationToken), null);
            }
            catch (ImaginatorException e)
            {
                text = (null, $"{source.Display}: {e.Message}");
            }

            _texts.Add(url, text);
        }

        if (text.Bytes is null)
        {
            // A fault of every stream that names the URL: none of them must be built without its filter.
            field.Error(text.Fault ?? "");
            return null;
        }

        // A copy: the readers of filters and of JSON replace different comment lines in place.
        return (source.Display, text.Bytes.ToArray());
    }
}
