using System.Collections.Immutable;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.TestPlugins;

internal sealed class ZooUploader(bool isBad) : IUploader, IStoreRecovery
{
    private static readonly string[] OwnSchemes = ["zoo"];

    public IReadOnlyCollection<string> Schemes => isBad ? throw new InvalidOperationException("a bug") : OwnSchemes;

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
