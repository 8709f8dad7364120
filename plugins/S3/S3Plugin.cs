using Imaginator.ImageStores;
using Imaginator.Plugins.S3.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.S3;

/// <summary>Provides image stores in buckets: <c>s3://BUCKET/PREFIX?endpoint=https://HOST&amp;region=REGION</c>.</summary>
public sealed class S3Plugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Image store in a bucket of Amazon S3 or a compatible server (s3://BUCKET/PREFIX)";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.BindSettings<S3Options>();
        services.AddSingleton<IUploader>(provider => new S3Uploader(
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<S3Plugin>>()));
    }
}
