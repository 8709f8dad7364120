using Imaginator.ImageStores;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Plugins.ImageServer.Uploading;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer;

/// <summary>Opens the image stores of Dominator image servers by URL.</summary>
internal sealed class ImageServerUploader(
    ClientCertificateFiles certificates, TimeProvider timeProvider, ILogger<RemoteImageStore> logger, ImageServerOptions? settings = null)
    : IUploader
{
    private const string Scheme = "imageserver";
    private const int DefaultPort = 6971;

    private readonly ImageServerOptions _settings = settings ?? new ImageServerOptions();

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

        var (host, port) = (parsed.DnsSafeHost, parsed.Port > 0 ? parsed.Port : DefaultPort);
        return Task.FromResult<IImageStore>(
            new RemoteImageStore(new ImageServerClient(CreateClient(host, port)), logger));
    }

    private SrpcClient CreateClient(string host, int port)
    {
        try
        {
            // A certificate that cannot be used must fail here, not in the middle of a build.
            var isSecured = certificates.Get().Count > 0;
            if (isSecured && _settings is { WarnsOfUnverifiedServers: true, ServerAuthorityFile: "" })
            {
                UploadLog.ServerNotVerified(logger, $"{host}:{port}");
            }

            return new SrpcClient(host, port, _settings.Apply(new SrpcClientOptions
            {
                GetCertificates = certificates.Get,
                ServerVerifier = ServerVerifier.Load(_settings.ServerAuthorityFile, timeProvider),
                Logger = logger,
                TimeProvider = timeProvider,
            }));
        }
        catch (SrpcException exception)
        {
            throw ServerErrors.Translate($"{host}:{port}", "connect", exception);
        }
    }
}
