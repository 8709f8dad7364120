using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.TestPlugins;

internal sealed class ZooUploader : IUploader, IStoreRecovery
{
    public IReadOnlyCollection<string> Schemes => ["zoo"];

    public async Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken)
    {
        var uri = new Uri(url);
        var way = uri.AbsolutePath.Trim('/');
        return uri.Host switch
        {
            // The store opens and misbehaves later.
            "open" => new ZooStore(way),
            "plain" => new PlainZooStore(way),
            _ => await Hanging.EndAsync<IImageStore>(uri.Host, () => new PlainZooStore("fine"), cancellationToken),
        };
    }

    public Task<ImmutableArray<string>> RebuildCatalogueAsync(string url, CancellationToken cancellationToken) =>
        Hanging.EndAsync(new Uri(url).Host, () => ImmutableArray.Create("changed"), cancellationToken);
}
