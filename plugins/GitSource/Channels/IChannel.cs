namespace Imaginator.Plugins.GitSource.Channels;

/// <summary>A connection to <c>git-upload-pack</c> on a server. Not thread-safe.</summary>
/// <remarks>A blocked call fails with an arbitrary exception soon after the cancellation of the fetch.</remarks>
internal interface IChannel : IDisposable
{
    /// <summary>Sends bytes, or buffers them until the first <see cref="Read"/>.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Waits for bytes of the server. Returns their number, or 0 at the end.</summary>
    int Read(Memory<byte> buffer);
}
