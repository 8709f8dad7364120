using Imaginator.Notifications;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.TestPlugins;

/// <summary>Provides one of the two notifiers that its assembly declares. With the setting <c>more</c>, it provides another one, too.</summary>
public sealed class LatePlugin : IPlugin
{
    public LatePlugin() => CreatedCount++;

    /// <summary>How often the plugin was created.</summary>
    public static int CreatedCount { get; private set; }

    public string Description => "Comes late.";

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<INotifier>(new LateNotifier("late"));
        if (configuration["more"] is { } more)
        {
            services.AddSingleton<INotifier>(new LateNotifier(more));
        }
    }
}
