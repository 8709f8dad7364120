using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing.Objects;

/// <summary>
/// One call of <c>AddObjects</c>: receives objects until the end marker. Answers are sent when the objects that they confirm
/// are durable, so that no client relies on an object that a crash can remove; each batch of objects is flushed once.
/// </summary>
internal sealed class ObjectReceiver(IServableStore store, SrpcCall call, ILogger logger) : IAsyncDisposable
{
    private const int MaximumBatch = 1000;
    private const long MaximumBatchBytes = 64L << 20;

    private readonly List<AddObjectResponse> _answers = [];
    private IObjectUpload? _upload;
    private long _bytes;

    /// <summary>Receives all objects that the client sends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        call.ExpectBulk();
        try
        {
            while (await call.ReadAsync<AddObjectRequest>(cancellationToken) is { Length: > 0 } request)
            {
                await TakeAsync(request, cancellationToken);
            }
        }
        catch
        {
            await KeepReceivedAsync();
            throw;
        }

        await AnswerAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _upload?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task TakeAsync(AddObjectRequest request, CancellationToken cancellationToken)
    {
        if (request.Length > long.MaxValue)
        {
            throw new SrpcException(SrpcError.Protocol, $"invalid object length {request.Length}: must be less than 2^63 bytes");
        }

        var contents = call.OpenRaw((long)request.Length);
        var answer = await AddAsync(request, contents, cancellationToken);
        await contents.DrainAsync(cancellationToken); // after a failure, the stream continues after the object
        _answers.Add(answer);
        _bytes += contents.Length;
        var hasFailed = answer.ErrorString.Length > 0;
        if (hasFailed || _answers.Count >= MaximumBatch || _bytes >= MaximumBatchBytes)
        {
            await AnswerAsync(cancellationToken);
        }

        if (hasFailed)
        {
            // Clients stop at the first failure: it is sent at once.
            await call.FlushAsync(cancellationToken);
        }
    }

    private async Task<AddObjectResponse> AddAsync(
        AddObjectRequest request, RawStream contents, CancellationToken cancellationToken)
    {
        try
        {
            _upload ??= await store.BeginObjectUploadAsync(cancellationToken);
            var added = await _upload.AddAsync(
                ObjectContents.FromStream(contents, (long)request.Length), request.ExpectedHash, cancellationToken);
            return new AddObjectResponse
            {
                Hash = added.Hash,
                Added = added.Outcome == ObjectAdditionOutcome.Added,
                ErrorString = added.Outcome == ObjectAdditionOutcome.Mismatch
                    ? $"hash mismatch. Computed={added.Hash}, expected={request.ExpectedHash}"
                    : "",
            };
        }
        catch (Exception) when (contents.Failure is { } failure)
        {
            // The store takes it for a failure of its own, but the connection has failed.
            throw failure is StalledException
                ? new StalledException($"object {request.ExpectedHash}: {failure.Message}", failure)
                : new IOException(failure.Message, failure);
        }
        catch (ImageStoreException exception)
        {
            return new AddObjectResponse { ErrorString = exception.Message };
        }
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        var failure = await FlushAsync(cancellationToken);
        foreach (var answer in _answers)
        {
            await call.WriteAsync(
                failure.Length > 0 && answer.Added ? answer with { Added = false, ErrorString = failure } : answer,
                cancellationToken);
        }

        _answers.Clear();
        _bytes = 0;
    }

    private async Task<string> FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_upload is not null)
            {
                await _upload.FlushAsync(cancellationToken);
            }

            return "";
        }
        catch (ImageStoreException exception)
        {
            return exception.Message;
        }
    }

    // The client disconnected or broke the protocol. When it retries, it does not need to send complete objects again.
    private async Task KeepReceivedAsync()
    {
        if (await FlushAsync(CancellationToken.None) is { Length: > 0 } failure)
        {
            ObjectLog.ObjectsLost(logger, call.Context.Caller.UserName, call.Context.Remote, failure);
        }
    }
}
