using System.Threading.Channels;
using Imaginator.Images;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>
/// Asks the server whether it has objects. Questions that arrive during a call share the next call.
/// </summary>
internal sealed class ExistenceCheck : IAsyncDisposable
{
    private const int MaximumBatch = 4096;
    private readonly SrpcClient _client;
    private readonly Channel<(ObjectHash Hash, TaskCompletionSource<bool> Answer)> _questions =
        Channel.CreateUnbounded<(ObjectHash, TaskCompletionSource<bool>)>(
            new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _asking;

    public ExistenceCheck(SrpcClient client)
    {
        _client = client;
        _asking = AskAllAsync();
    }

    /// <summary>True if the server has the object. Fails with <see cref="Protocol.Srpc.SrpcException"/>.</summary>
    public Task<bool> ExistsAsync(ObjectHash hash, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _questions.Writer.TryWrite((hash, answer))
            ? answer.Task.WaitAsync(cancellationToken)
            : throw new ObjectDisposedException(nameof(ExistenceCheck));
    }

    public async ValueTask DisposeAsync()
    {
        _questions.Writer.TryComplete();
        await _stop.CancelAsync();
        await _asking;
        _stop.Dispose();
    }

    private async Task AskAllAsync()
    {
        var batch = new List<(ObjectHash Hash, TaskCompletionSource<bool> Answer)>();
        while (await _questions.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < MaximumBatch && _questions.Reader.TryRead(out var question))
            {
                batch.Add(question);
            }

            await AskAsync(batch);
        }
    }

    private async Task AskAsync(List<(ObjectHash Hash, TaskCompletionSource<bool> Answer)> batch)
    {
        try
        {
            var request = new CheckObjectsRequest { Hashes = [.. batch.Select(question => question.Hash)] };
            var reply = await _client.CallAsync<CheckObjectsRequest, CheckObjectsResponse>(
                "ObjectServer.CheckObjects", request, isRepeatable: true, _stop.Token);
            if (reply.ObjectSizes.Length != batch.Count)
            {
                throw new Protocol.Srpc.SrpcException(
                    Protocol.Srpc.SrpcError.Protocol,
                    $"the request has {batch.Count} objects, but the reply has {reply.ObjectSizes.Length}");
            }

            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.SetResult(reply.ObjectSizes[i] > 0);
            }
        }
        catch (Exception exception)
        {
            // Every caller that waits for an answer gets the exception.
            foreach (var (_, answer) in batch)
            {
                answer.TrySetException(exception);
            }
        }
    }
}
