using Imaginator.Notifications;
using Imaginator.Testing;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.Mail.Tests;

/// <summary>The suite for notifiers.</summary>
public sealed class MailConformanceTests : NotifierConformance
{
    protected override IReadOnlyDictionary<string, string?> InvalidSettings => new Dictionary<string, string?> { ["host"] = "mail.example.org" };

    protected override INotifier CreateNotifier(ILoggerFactory loggers) => Samples.CreateNotifier(loggers);

    protected override Task<NotificationPeer> StartPeerAsync(PeerBehaviour behaviour, CancellationToken cancellationToken) =>
        Task.FromResult<NotificationPeer>(new SmtpPeer(behaviour, Secret));

    protected override string? FindId(string message) =>
        message.Split("\r\n").First(line => line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase));
}
