using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.Manifests;
using Imaginator.Packagers;

namespace Imaginator.Hosting.Plugins;

/// <summary>The plugins of a program and what they provide. Immutable and thread-safe.</summary>
public sealed class PluginSet : IAsyncDisposable
{
    /// <summary>The plugins that were loaded, by name.</summary>
    public ImmutableArray<LoadedPlugin> Loaded { get; init; } = [];

    /// <summary>The plugins that could not be loaded, by name.</summary>
    public ImmutableArray<FailedPlugin> Failed { get; init; } = [];

    /// <summary>The names that two plugins claim.</summary>
    public ImmutableArray<PluginConflict> Conflicts { get; init; } = [];

    /// <summary>The packager types by name, as the packagers define them.</summary>
    public ImmutableSortedDictionary<string, PackagerType> PackagerTypes { get; init; } =
        ImmutableSortedDictionary.Create<string, PackagerType>(StringComparer.Ordinal);

    /// <summary>The manifest sources by URL scheme.</summary>
    public ImmutableSortedDictionary<string, IManifestSource> ManifestSources { get; init; } =
        ImmutableSortedDictionary.Create<string, IManifestSource>(StringComparer.Ordinal);

    /// <summary>The image servers by URL scheme.</summary>
    public ImmutableSortedDictionary<string, IUploader> ImageServerProviders { get; init; } =
        ImmutableSortedDictionary.Create<string, IUploader>(StringComparer.Ordinal);

    /// <summary>What the plugins' services live in; disposed of with the set.</summary>
    internal ImmutableArray<IAsyncDisposable> Owned { get; init; } = [];

    /// <summary>Finds the plugin that fetches a manifest.</summary>
    /// <param name="url">The URL of the manifest, expanded; it does not get into messages.</param>
    /// <returns>The manifest source.</returns>
    /// <exception cref="ImaginatorException">No plugin is responsible.</exception>
    public IManifestSource ManifestSourceOf(string url) => Find(
        ManifestSources, url, "manifest", "manifest URLs start with a scheme such as https://, git@host: or dir:///");

    /// <summary>Opens an image server.</summary>
    /// <param name="url">Its URL, or the absolute path of a local store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The server; the caller disposes of it.</returns>
    /// <exception cref="ImaginatorException">No plugin is responsible, or the server cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<IImageStore> OpenImageServerAsync(string url, CancellationToken cancellationToken)
    {
        var full = UrlScheme.OfStore(url);
        return Find(ImageServerProviders, full, "image server", "give an absolute path or a URL such as local:///DIRECTORY")
            .OpenAsync(full, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Owned)
        {
            await owned.DisposeAsync();
        }
    }

    /// <summary>Says that something is not provided, and what is.</summary>
    /// <param name="wanted">What nobody provides.</param>
    /// <param name="provided">What is provided instead.</param>
    /// <returns>The rest of a sentence: <c>WANTED is not loaded; loaded are A, B; failed to load: C (why)</c>.</returns>
    internal string NotLoaded(string wanted, IEnumerable<string> provided)
    {
        var names = string.Join(", ", provided);
        var failed = string.Join(", ", Failed.Select(plugin => $"{plugin.Name} ({plugin.Reason})"));
        return $"{wanted} is not loaded; "
            + (names.Length == 0 ? "none is loaded" : $"loaded are {names}")
            + (failed.Length == 0 ? "" : $"; failed to load: {failed}");
    }

    private T Find<T>(ImmutableSortedDictionary<string, T> providers, string url, string kind, string cure) =>
        UrlScheme.Of(url) is not { } scheme
            ? throw new ImaginatorException($"the {kind} URL has no scheme; {cure}")
            : providers.TryGetValue(scheme, out var provider)
                ? provider
                : throw new ImaginatorException(NotLoaded(
                    // As it was written: secrets, which a URL may be made of, are masked as they are written.
                    $"a plugin for {kind} URLs of scheme \"{url[..scheme.Length]}\"", providers.Keys));
}
