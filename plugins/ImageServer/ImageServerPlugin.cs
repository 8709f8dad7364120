using Imaginator.ImageStores;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer;

/// <summary>Stores images in a Dominator image server: <c>imageserver://HOST:PORT</c>.</summary>
public sealed class ImageServerPlugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Stores images in a Dominator image server (imageserver://HOST:PORT)";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.BindSettings<ImageServerOptions>();
        services.AddSingleton(provider => new ClientCertificateFiles(
            options.CertificateFile, options.KeyFile, options.CertificateDirectory, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IUploader>(provider => new ImageServerUploader(
            provider.GetRequiredService<ClientCertificateFiles>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RemoteImageStore>>(),
            options));
    }
}
