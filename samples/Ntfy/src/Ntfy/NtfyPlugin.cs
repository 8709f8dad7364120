using Imaginator.Notifications;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Samples.Ntfy;

/// <summary>The entry point: Imaginator creates the one public class that implements IPlugin.</summary>
public sealed class NtfyPlugin : IPlugin
{
    public string Description => "Notifications by ntfy, for receivers of the type ntfy";

    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<INotifier, NtfyNotifier>();
}
