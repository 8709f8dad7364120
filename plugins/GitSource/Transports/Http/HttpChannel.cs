namespace Imaginator.Plugins.GitSource.Transports.Http;

/// <summary>One request and its answer: what is written is the body, and the first read sends it.</summary>
/// <param name="send">Sends the body and returns an answer that holds what was asked for.</param>
/// <param name="cancellationToken">Stops whatever waits.</param>
internal sealed class HttpChannel(Func<ReadOnlyMemory<byte>, HttpResponseMessage> send, CancellationToken cancellationToken)
    : IChannel
{
    private readonly MemoryStream body = new();
    private HttpResponseMessage? response;
    private Stream? answer;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => body.Write(bytes);

    /// <inheritdoc/>
    public int Read(Memory<byte> buffer)
    {
        if (answer is null)
        {
            response = send(body.GetBuffer().AsMemory(0, (int)body.Length));
            answer = response.Content.ReadAsStream(cancellationToken);
        }

        // libgit2 calls on a thread of its own and waits; only the asynchronous read can be cancelled.
        return answer.ReadAsync(buffer, cancellationToken).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        response?.Dispose();
        body.Dispose();
    }
}
