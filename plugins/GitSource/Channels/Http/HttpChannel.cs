namespace Imaginator.Plugins.GitSource.Channels.Http;

/// <summary>One HTTP request and its response: writes append to the body, and the first read sends it.</summary>
internal sealed class HttpChannel(Func<ReadOnlyMemory<byte>, HttpResponseMessage> send, CancellationToken cancellationToken)
    : IChannel
{
    private readonly MemoryStream _body = new();
    private HttpResponseMessage? _response;
    private Stream? _answer;

    public void Write(ReadOnlySpan<byte> bytes) => _body.Write(bytes);

    public int Read(Memory<byte> buffer)
    {
        if (_answer is null)
        {
            _response = send(_body.GetBuffer().AsMemory(0, (int)_body.Length));
            _answer = _response.Content.ReadAsStream(cancellationToken);
        }

        // libgit2 calls on its own thread and waits. Only the asynchronous read can be cancelled.
        return _answer.ReadAsync(buffer, cancellationToken).AsTask().GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _response?.Dispose();
        _body.Dispose();
    }
}
