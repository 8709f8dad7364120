using Imaginator.ImageServers;
using Imaginator.Plugins.ImageServer.Connection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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
        services.AddSingleton(new CertificateSettings
        {
            CertificateFile = configuration["certFile"],
            KeyFile = configuration["keyFile"],
            CertificateDirectory = configuration["certDirectory"],
        });
        services.AddSingleton<IImageServerProvider, RemoteImageServerProvider>();
    }
}
