using Imaginator.Notifications;
using Imaginator.Testing;
using Microsoft.Extensions.Logging;

namespace Samples.Ntfy.Tests;

/// <summary>The conformance suite, with a server that answers like ntfy. Messages of ntfy have no id of the sender.</summary>
public sealed class NtfyTests : NotifierConformance
{
    protected override IReadOnlyDictionary<string, string?> InvalidSettings => new Dictionary<string, string?> { ["topic"] = "not/a/topic" };

    protected override INotifier CreateNotifier(ILoggerFactory loggers) =>
        new PluginUnderTest(new NtfyPlugin(), loggers: loggers).Get<INotifier>();

    protected override Task<NotificationPeer> StartPeerAsync(PeerBehaviour behaviour, CancellationToken cancellationToken) =>
        Task.FromResult<NotificationPeer>(new HttpPeer(behaviour, address => new Dictionary<string, string?>
        {
            ["server"] = address.AbsoluteUri, ["topic"] = "builds", ["token"] = Secret, ["timeout"] = "1s",
        }));
}
