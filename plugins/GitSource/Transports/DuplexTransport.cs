using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>Carries git's protocol over one lasting connection: ssh, or the git daemon's.</summary>
internal sealed class DuplexTransport : SmartSubtransport
{
    private readonly TransportSession _session = TransportSession.Current;
    private ChannelStream? _stream;

    /// <inheritdoc/>
    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action)
    {
        // The list of references opens the connection; the negotiation goes on over the same one.
        if (action == GitSmartSubtransportAction.UploadPackList)
        {
            _stream = new ChannelStream(this, _session, _session.Open(action));
        }

        return _stream ?? throw new InvalidOperationException("libgit2 negotiates before it has asked for the references.");
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        // libgit2 frees the stream.
        _stream = null;
        base.Close();
    }
}
