using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore;

/// <summary>Opens image stores on the disk of this machine.</summary>
internal sealed class LocalStoreUploader(LocalStoreOptions options, TimeProvider timeProvider, ILogger logger)
    : IUploader
{
    private const string Scheme = "local";

    public IReadOnlyCollection<string> Schemes { get; } = [Scheme];

    public Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken)
    {
        var path = ParseUrl(url);
        return Task.Run<IImageStore>(() => Open(path), cancellationToken);
    }

    private static string ParseUrl(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || parsed.Scheme != Scheme
            || parsed.Host.Length > 0
            || parsed.Query.Length > 0
            || parsed.Fragment.Length > 0
            || Path.TrimEndingDirectorySeparator(Uri.UnescapeDataString(parsed.AbsolutePath)) is not ['/', _, ..] path
            || path.Contains('\0'))
        {
            throw new ImageStoreException(
                ImageStoreError.BadUrl,
                $"invalid image store URL \"{url}\": must contain the absolute path of a directory, as in local:///var/lib/imaginator/store");
        }

        return path;
    }

    private LocalImageStore Open(string path)
    {
        try
        {
            var store = StoreDirectory.Open(path);
            try
            {
                var catalogue = new ImageCatalogue(path, new CatalogueDatabase(store.CataloguePath));
                return new LocalImageStore(store, catalogue, options, timeProvider, logger);
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Translate(e, "cannot open the store", path);
        }
    }
}
