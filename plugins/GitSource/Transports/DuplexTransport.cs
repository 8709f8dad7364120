using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>The git protocol over one connection for all requests: ssh and the git daemon.</summary>
internal sealed class DuplexTransport : SmartSubtransport
{
    private readonly TransportSession _session = TransportSession.Current;
    private ChannelStream? _stream;

    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action)
    {
        // The list of references opens the connection, and the negotiation uses the same one.
        if (action == GitSmartSubtransportAction.UploadPackList)
        {
            _stream = new ChannelStream(this, _session, _session.Open(action));
        }

        return _stream ?? throw new InvalidOperationException("cannot negotiate: libgit2 has not requested the references");
    }

    protected override void Close()
    {
        // libgit2 frees the stream.
        _stream = null;
        base.Close();
    }
}
