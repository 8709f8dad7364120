using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>The git protocol with one channel for each request: HTTP.</summary>
internal sealed class RpcTransport : RpcSmartSubtransport
{
    private readonly TransportSession _session = TransportSession.Current;

    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action) =>
        new ChannelStream(this, _session, _session.Open(action));
}
