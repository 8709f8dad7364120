using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Channels;

/// <summary>Opens conversations with one repository's server.</summary>
internal interface IChannelSource : IDisposable
{
    /// <summary>Opens a conversation.</summary>
    /// <param name="action">
    /// <see cref="GitSmartSubtransportAction.UploadPackList"/> to get the list of references, or
    /// <see cref="GitSmartSubtransportAction.UploadPack"/> to negotiate and receive. The latter is asked for only where
    /// each request is a conversation of its own, as over HTTP.
    /// </param>
    /// <returns>The conversation; the caller disposes of it.</returns>
    /// <exception cref="Manifests.ManifestFetchException">The server refused or cannot be reached.</exception>
    IChannel Open(GitSmartSubtransportAction action);
}
