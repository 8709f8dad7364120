using Imaginator.ImageStores;

namespace Imaginator.TestPlugins;

internal sealed class GoodUploader : IUploader
{
    public IReadOnlyCollection<string> Schemes => ["local"];

    public Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken) =>
        throw new ImageStoreException(ImageStoreError.Unreachable, $"asked to open {url}");
}
