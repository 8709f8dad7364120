using Imaginator.ImageServers;

namespace Imaginator.TestPlugins;

internal sealed class GoodImageServerProvider : IImageServerProvider
{
    public IReadOnlyCollection<string> Schemes => ["local"];

    public Task<IImageServer> OpenAsync(string url, CancellationToken cancellationToken) =>
        throw new ImageServerException(ImageServerError.Unreachable, $"asked to open {url}");
}
