namespace Imaginator.Plugins.GitSource.Transports.Http;

/// <summary>One request and its answer: what is written is the body, and the first read sends it.</summary>
/// <param name="send">Sends the body and returns an answer that holds what was asked for.</param>
/// <param name="cancellationToken">Stops whatever waits.</param>
internal sealed class HttpChannel(Func<ReadOnlyMemory<byte>, HttpResponseMessage> send, CancellationToken cancellationToken)
    : IChannel
{
    private readonly MemoryStream _body = new();
    private HttpResponseMessage? _response;
    private Stream? _answer;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => _body.Write(bytes);

    /// <inheritdoc/>
    public int Read(Memory<byte> buffer)
    {
        if (_answer is null)
        {
            _response = send(_body.GetBuffer().AsMemory(0, (int)_body.Length));
            _answer = _response.Content.ReadAsStream(cancellationToken);
        }

        // libgit2 calls on a thread of its own and waits; only the asynchronous read can be cancelled.
        return _answer.ReadAsync(buffer, cancellationToken).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _response?.Dispose();
        _body.Dispose();
    }
}
