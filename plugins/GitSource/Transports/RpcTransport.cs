using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>Carries git's protocol where each request is a conversation of its own: over HTTP.</summary>
internal sealed class RpcTransport : RpcSmartSubtransport
{
    private readonly TransportSession _session = TransportSession.Current;

    /// <inheritdoc/>
    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action) =>
        new ChannelStream(this, _session, _session.Open(action));
}
