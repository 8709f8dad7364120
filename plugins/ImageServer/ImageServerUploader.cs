using Imaginator.ImageStores;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer;

/// <summary>Opens the image stores of Dominator image servers by URL.</summary>
internal sealed class ImageServerUploader(
    ClientCertificateFiles certificates, TimeProvider timeProvider, ILogger<RemoteImageStore> logger)
    : IUploader
{
    private const string Scheme = "imageserver";
    private const int DefaultPort = 6971;

    public IReadOnlyCollection<string> Schemes { get; } = [Scheme];

    public Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != Scheme
            || parsed.Host.Length == 0 || parsed.PathAndQuery is not ("" or "/") || parsed.UserInfo.Length > 0)
        {
            throw new ImageStoreException(
                ImageStoreError.BadUrl,
                $"invalid image server URL \"{url}\": must have the form {Scheme}://HOST:PORT");
        }

        var options = new SrpcClientOptions { GetCertificates = certificates.Get, TimeProvider = timeProvider };
        var client = new SrpcClient(parsed.DnsSafeHost, parsed.Port > 0 ? parsed.Port : DefaultPort, options);
        try
        {
            // A certificate that cannot be used must fail here, not in the middle of a build.
            certificates.Get();
        }
        catch (SrpcException exception)
        {
            throw ServerErrors.Translate(client.Address, "connect", exception);
        }

        return Task.FromResult<IImageStore>(new RemoteImageStore(new ImageServerClient(client), timeProvider, logger));
    }
}
