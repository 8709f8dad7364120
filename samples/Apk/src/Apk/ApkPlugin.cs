using Imaginator.Packagers;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Samples.Apk;

/// <summary>The entry point: Imaginator creates the one public class that implements IPlugin.</summary>
public sealed class ApkPlugin : IPlugin
{
    public string Description => "Packager of the type apk";

    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<IPackager, ApkPackager>();
}
