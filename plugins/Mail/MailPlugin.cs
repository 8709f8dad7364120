using Imaginator.Notifications;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins.Mail;

/// <summary>Provides the receiver type <c>email</c>.</summary>
public sealed class MailPlugin : IPlugin
{
    /// <inheritdoc/>
    public string Description => "Notifications by e-mail over SMTP";

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration.BindSettings<NoSettings>();
        services.AddSingleton<INotifier, MailNotifier>();
    }
}
