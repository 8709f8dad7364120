using Imaginator.Notifications;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace TemplateNamespace;

/// <summary>The entry point: Imaginator creates the one public class that implements IPlugin.</summary>
public sealed class Plugin : IPlugin
{
    public string Description => "Notifications for receivers of the type template-receiver";

    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<INotifier, Notifier>();
}
