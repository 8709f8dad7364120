using Imaginator.Notifications;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins.Webhooks;

/// <summary>Provides the receiver type <c>webhook</c>.</summary>
public sealed class WebhooksPlugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Notifications by webhook: signed events, Slack-compatible chat, commit statuses of forges";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration.BindSettings<NoSettings>();
        services.AddSingleton<INotifier, WebhookNotifier>();
    }
}
