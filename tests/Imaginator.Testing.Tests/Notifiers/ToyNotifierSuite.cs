using System.Globalization;
using Imaginator.Notifications;
using Microsoft.Extensions.Logging;

namespace Imaginator.Testing.Tests.Notifiers;

/// <summary>The suite against a <see cref="ToyNotifier"/>.</summary>
public abstract class ToyNotifierSuite : NotifierConformance
{
    private readonly NotifierFault _fault;

    private protected ToyNotifierSuite(NotifierFault fault) => _fault = fault;

    protected override IReadOnlyDictionary<string, string?> InvalidSettings => new Dictionary<string, string?> { ["token"] = Secret };

    protected override INotifier CreateNotifier(ILoggerFactory loggers) => new ToyNotifier(_fault, loggers);

    protected override Task<NotificationPeer> StartPeerAsync(PeerBehaviour behaviour, CancellationToken cancellationToken) =>
        Task.FromResult<NotificationPeer>(new HttpPeer(behaviour, address => new Dictionary<string, string?>
        {
            ["port"] = address.Port.ToString(CultureInfo.InvariantCulture),
            ["token"] = Secret,
        }));

    protected override string? FindId(string message) => message.Split("\r\n").First(line => line.StartsWith("X-Id:", StringComparison.Ordinal));
}
