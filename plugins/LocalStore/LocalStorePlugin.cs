using Imaginator.ImageStores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.LocalStore;

/// <summary>Provides the embedded image store: <c>local:///var/lib/imaginator/store</c>.</summary>
public sealed class LocalStorePlugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Image store on the disk of this machine (local:///DIRECTORY)";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.BindSettings<LocalStoreOptions>();
        services.AddSingleton<IUploader>(provider => new LocalStoreUploader(
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LocalStorePlugin>>()));
    }
}
