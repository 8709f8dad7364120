using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Channels;

/// <summary>Opens channels to the server of one repository.</summary>
internal interface IChannelSource : IDisposable
{
    /// <summary>
    /// Opens a channel, which the caller disposes of: <see cref="GitSmartSubtransportAction.UploadPackList"/> for the list of
    /// references, <see cref="GitSmartSubtransportAction.UploadPack"/> for a negotiation if each request requires its own
    /// channel, as in HTTP.
    /// </summary>
    IChannel Open(GitSmartSubtransportAction action);
}
