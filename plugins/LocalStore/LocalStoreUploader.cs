using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Linux.Storage;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Records;
using Imaginator.Plugins.LocalStore.Recovery;
using Imaginator.Plugins.LocalStore.Reporting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore;

/// <summary>Opens image stores on the disk of this machine.</summary>
internal sealed class LocalStoreUploader(LocalStoreOptions options, TimeProvider timeProvider, ILogger logger)
    : IUploader, IStoreRecovery
{
    private const string Scheme = "local";

    public IReadOnlyCollection<string> Schemes { get; } = [Scheme];

    public Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken)
    {
        var path = ParseUrl(url);
        return Task.Run<IImageStore>(() => Open(path), cancellationToken);
    }

    public Task<IImageStore> OpenExistingAsync(string url, CancellationToken cancellationToken)
    {
        var path = ParseUrl(url);
        return Task.Run<IImageStore>(
            () =>
            {
                RequireStore(path);
                return Open(path);
            },
            cancellationToken);
    }

    public async Task<ImmutableArray<string>> RebuildCatalogueAsync(string url, CancellationToken cancellationToken)
    {
        var path = ParseUrl(url);
        try
        {
            return await Task.Run(
                async () =>
                {
                    RequireStore(path);
                    using var store = StoreDirectory.Open(path, mayLackCatalogue: true);
                    if (store.IsReadOnly)
                    {
                        throw store.IsFull
                            ? StoreErrors.DiskFull(path, "cannot rebuild the catalogue")
                            : StoreErrors.ReadOnly(path, "cannot rebuild the catalogue");
                    }

                    return store.TryUse()
                        ? await new CatalogueRebuild(store, timeProvider).RunAsync(cancellationToken)
                        : throw StoreErrors.BeingRebuilt(path);
                },
                cancellationToken);
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Translate(e, "cannot rebuild the catalogue", path);
        }
    }

    private static void RequireStore(string path)
    {
        if (!StoreDirectory.Exists(path))
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable,
                $"no image store at {path}; check -stateDir and -imageStore, or build an image first: the first build creates the store");
        }
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
                if (store.IsFull)
                {
                    LocalStoreLog.DiskFull(logger, path);
                }

                if (!store.Made.IsEmpty)
                {
                    LocalStoreLog.Completed(logger, path, string.Join(", ", store.Made));
                }

                return new LocalImageStore(store, OpenCatalogue(store), options, timeProvider, logger);
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

    private static ImageCatalogue OpenCatalogue(StoreDirectory store)
    {
        if (store.IsReadOnly)
        {
            return new ImageCatalogue(store.Path, CatalogueDatabase.OpenReadOnly(store.CataloguePath));
        }

        if (!store.TryUse())
        {
            throw StoreErrors.BeingRebuilt(store.Path);
        }

        var database = new CatalogueDatabase(store.CataloguePath, store.HoldsData);
        try
        {
            if (FileSystemSpace.Of(store.Path).BlockBytes < Environment.SystemPageSize)
            {
                database.AllocateSharedMemory();
            }

            return new ImageCatalogue(store.Path, database, directories => DirectoryRecord.Replace(store.Path, directories));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
