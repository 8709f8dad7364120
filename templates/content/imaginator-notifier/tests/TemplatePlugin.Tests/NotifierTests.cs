using Imaginator.Notifications;
using Imaginator.Testing;
using Microsoft.Extensions.Logging;

namespace TemplateNamespace.Tests;

/// <summary>The conformance suite for notifiers. Its receiver is a web server: replace it with one of your service.</summary>
public sealed class NotifierTests : NotifierConformance
{
    private const string IdHeader = "X-Message-Id: ";

    protected override IReadOnlyDictionary<string, string?> InvalidSettings => new Dictionary<string, string?> { ["url"] = "nowhere" };

    protected override INotifier CreateNotifier(ILoggerFactory loggers) =>
        new PluginUnderTest(new Plugin(), loggers: loggers).Get<INotifier>();

    protected override Task<NotificationPeer> StartPeerAsync(PeerBehaviour behaviour, CancellationToken cancellationToken) =>
        Task.FromResult<NotificationPeer>(new HttpPeer(behaviour, address => new Dictionary<string, string?>
        {
            ["url"] = address.AbsoluteUri, ["token"] = Secret, ["timeout"] = "1s",
        }));

    protected override string? FindId(string message) =>
        message.Split("\r\n").First(line => line.StartsWith(IdHeader, StringComparison.Ordinal))[IdHeader.Length..];
}
