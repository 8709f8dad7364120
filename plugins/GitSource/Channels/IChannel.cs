namespace Imaginator.Plugins.GitSource.Channels;

/// <summary>One conversation with a server's <c>git-upload-pack</c>, used by one thread.</summary>
/// <remarks>A call that waits ends soon after the fetch is cancelled, with an exception of any kind.</remarks>
internal interface IChannel : IDisposable
{
    /// <summary>Sends bytes, or collects them until the first <see cref="Read"/>.</summary>
    /// <param name="bytes">What the client says.</param>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Waits for bytes of the server.</summary>
    /// <param name="buffer">Gets the bytes.</param>
    /// <returns>How many; 0 when the server has no more to say.</returns>
    /// <exception cref="Manifests.ManifestFetchException">The server refused or cannot be reached.</exception>
    int Read(Memory<byte> buffer);
}
