using System.Collections.Immutable;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Manifests;
using Imaginator.Notifications;
using Imaginator.Packagers;

namespace Imaginator.Hosting.Plugins;

/// <summary>The plugins of a program and their parts. Immutable and thread-safe.</summary>
public sealed class PluginSet : IAsyncDisposable
{
    /// <summary>In the order of their names.</summary>
    public ImmutableArray<LoadedPlugin> Loaded { get; init; } = [];

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<FailedPlugin> Failed { get; init; } = [];

    /// <summary>Plugins that are disabled or overridden, in the order of their names.</summary>
    public ImmutableArray<SkippedPlugin> Skipped { get; init; } = [];

    public ImmutableArray<PluginConflict> Conflicts { get; init; } = [];

    /// <summary>By name, with the defaults of the packagers.</summary>
    public ImmutableSortedDictionary<string, PackagerType> PackagerTypes { get; init; } =
        ImmutableSortedDictionary.Create<string, PackagerType>(StringComparer.Ordinal);

    /// <summary>By URL scheme.</summary>
    public ImmutableSortedDictionary<string, IManifestSource> ManifestSources { get; init; } =
        ImmutableSortedDictionary.Create<string, IManifestSource>(StringComparer.Ordinal);

    /// <summary>By URL scheme.</summary>
    public ImmutableSortedDictionary<string, IUploader> Uploaders { get; init; } =
        ImmutableSortedDictionary.Create<string, IUploader>(StringComparer.Ordinal);

    /// <summary>By the type of their receivers. A plugin whose only parts are notifiers can be one that is created with its first receiver.</summary>
    public ImmutableSortedDictionary<string, INotifier> Notifiers { get; init; } =
        ImmutableSortedDictionary.Create<string, INotifier>(StringComparer.Ordinal);

    /// <summary>The conditions of the loaded plugins: their faults since the start of the program.</summary>
    public ImmutableArray<PluginCondition> Conditions => [.. Guards.Select(guard => guard.Condition)];

    /// <summary>Those of the loaded plugins.</summary>
    internal ImmutableArray<PluginGuard> Guards { get; init; } = [];

    /// <summary>The services of the plugins, which are disposed with the set.</summary>
    internal ImmutableArray<IAsyncDisposable> Owned { get; init; } = [];

    /// <summary>Finds the plugin for an expanded manifest URL. Error messages do not contain the URL.</summary>
    public IManifestSource ManifestSourceOf(string url) => Find(
        ManifestSources,
        UrlScheme.OfManifest(url, ManifestSources.ContainsKey),
        url,
        "manifest",
        PluginPart.ManifestSource,
        "write a URL with a scheme such as https://, git@host: or dir:///");

    /// <summary>Opens the image store of a URL or absolute path. The caller disposes it.</summary>
    public Task<IImageStore> OpenImageStoreAsync(string url, CancellationToken cancellationToken) =>
        UploaderOf(url).OpenAsync(UrlScheme.OfStore(url), cancellationToken);

    /// <summary>
    /// Opens the image store of a URL or absolute path to read it: a store that does not exist is an error, and is not created. The
    /// caller disposes it.
    /// </summary>
    public Task<IImageStore> OpenExistingImageStoreAsync(string url, CancellationToken cancellationToken) =>
        UploaderOf(url).OpenExistingAsync(UrlScheme.OfStore(url), cancellationToken);

    /// <summary>
    /// Opens the image store of a daemon, which starts even if the plugin of the store cannot be used. The caller disposes the store.
    /// </summary>
    /// <returns>The store; or null, and the reason why the plugin cannot be used.</returns>
    /// <exception cref="ImaginatorException">The URL is wrong, or the store cannot be opened although the plugin behaves well.</exception>
    public async Task<(IImageStore? Store, string Fault)> TryOpenImageStoreAsync(string url, CancellationToken cancellationToken)
    {
        if (FindUnusableStore(url) is { } fault)
        {
            return (null, fault);
        }

        try
        {
            return (await OpenImageStoreAsync(url, cancellationToken), "");
        }
        catch (PluginException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Rebuilds the list of images of a damaged store. Returns one line for each change.</summary>
    public Task<ImmutableArray<string>> RebuildCatalogueAsync(string url, CancellationToken cancellationToken) =>
        UploaderOf(url) is IStoreRecovery recovery
            ? recovery.RebuildCatalogueAsync(UrlScheme.OfStore(url), cancellationToken)
            : throw new ImaginatorException(
                $"cannot rebuild the catalogue of {url}: it is not an embedded store; run the command on the machine of the store");

    /// <summary>
    /// Finds the reason why no plugin opens the store of a URL although the URL can be right: a plugin is broken, disabled, or claims the
    /// scheme of another one. Null if a plugin opens the store, or if the URL must be wrong.
    /// </summary>
    internal string? FindUnusableStore(string url)
    {
        var scheme = UrlScheme.Of(UrlScheme.OfStore(url));
        return scheme is null || Uploaders.ContainsKey(scheme)
            || (Failed.IsEmpty && Conflicts.IsEmpty && Skipped.All(plugin => plugin.OverriddenBy is not null))
            ? null
            : NotLoaded($"a plugin for image store URLs of scheme \"{scheme}\"", PluginPart.Uploader(scheme), Uploaders.Keys);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Owned)
        {
            await owned.DisposeAsync();
        }

        foreach (var guard in Guards)
        {
            PluginThreads.OfProcess.Remove(guard);
        }
    }

    /// <summary>The end of an error: <c>WANTED is not loaded; loaded are A, B; failed to load: C VERSION (REASON); disabled: D</c>.</summary>
    /// <param name="part">The name of the wanted part, by which conflicts are found.</param>
    internal string NotLoaded(string wanted, string part, IEnumerable<string> provided)
    {
        if (Conflicts.FirstOrDefault(conflict => conflict.Part == part) is { } disputed)
        {
            return $"{wanted} cannot be used: {disputed}";
        }

        var names = string.Join(", ", provided);
        var disabled = string.Join(", ", Skipped.Where(plugin => plugin.OverriddenBy is null).Select(plugin => plugin.Name));
        var failed = string.Join(", ", Failed.Select(plugin => $"{plugin.NameAndVersion} ({plugin.Reason})"));
        return $"{wanted} is not loaded; "
            + (names.Length == 0 ? "none is loaded" : $"loaded are {names}")
            + (failed.Length == 0 ? "" : $"; failed to load: {failed}")
            + (disabled.Length == 0 ? "" : $"; disabled by the configuration: {disabled}");
    }

    private IUploader UploaderOf(string url) => Find(
        Uploaders,
        UrlScheme.Of(UrlScheme.OfStore(url)),
        UrlScheme.OfStore(url),
        "image store",
        PluginPart.Uploader,
        "write an absolute path or a URL such as local:///DIRECTORY");

    private T Find<T>(
        ImmutableSortedDictionary<string, T> providers, string? scheme, string url, string kind, Func<string, string> partName, string cure) =>
        scheme is null
            ? throw new ImaginatorException($"the {kind} URL has no scheme; {cure}")
            : providers.TryGetValue(scheme, out var provider)
                ? provider
                : throw new ImaginatorException(NotLoaded(
                    // In the spelling of the URL: a secret in the URL is masked only in its own spelling.
                    $"a plugin for {kind} URLs of scheme \"{SpellingOf(scheme, url)}\"", partName(scheme), providers.Keys));

    private static string SpellingOf(string scheme, string url) =>
        url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? url[..scheme.Length] : scheme;
}
