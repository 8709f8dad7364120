using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.ImageServing.Objects;

/// <summary>
/// One call of <c>AddObjects</c>: takes objects until the end marker. Answers are held back until what they confirm is
/// durable, so that nobody relies on an object that a crash takes away; for a batch of objects the disk is flushed once.
/// </summary>
internal sealed class ObjectReceiver(ServedStore served, SrpcCall call, ILogger logger) : IAsyncDisposable
{
    private const int MaxBatch = 1000;
    private const long MaxBatchBytes = 64L << 20;

    private readonly List<AddObjectResponse> _answers = [];
    private IObjectUpload? _upload;
    private long _bytes;

    /// <summary>Takes all objects that the client sends.</summary>
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
            await KeepAsync();
            throw;
        }

        await AnswerAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _upload?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task TakeAsync(AddObjectRequest request, CancellationToken cancellationToken)
    {
        if (request.Length > long.MaxValue)
        {
            throw new SrpcException(SrpcError.Protocol, $"An object of {request.Length} bytes cannot be.");
        }

        var contents = call.OpenRaw((long)request.Length);
        var answer = await AddAsync(request, contents, cancellationToken);
        await contents.DrainAsync(cancellationToken); // after a failure the stream goes on behind the object
        _answers.Add(answer);
        _bytes += contents.Length;
        var hasFailed = answer.ErrorString.Length > 0;
        if (hasFailed || _answers.Count >= MaxBatch || _bytes >= MaxBatchBytes)
        {
            await AnswerAsync(cancellationToken);
        }

        if (hasFailed)
        {
            // Clients give up at the first failure: they should hear of it.
            await call.FlushAsync(cancellationToken);
        }
    }

    private async Task<AddObjectResponse> AddAsync(
        AddObjectRequest request, Stream contents, CancellationToken cancellationToken)
    {
        try
        {
            _upload ??= await served.Store.BeginObjectUploadAsync(cancellationToken);
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
        catch (ImageStoreException exception)
        {
            return new AddObjectResponse { ErrorString = exception.Message };
        }
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        var failure = await SettleAsync(cancellationToken);
        foreach (var answer in _answers)
        {
            await call.WriteAsync(
                failure.Length > 0 && answer.Added ? answer with { Added = false, ErrorString = failure } : answer,
                cancellationToken);
        }

        _answers.Clear();
        _bytes = 0;
    }

    private async Task<string> SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_upload is not null)
            {
                await _upload.SettleAsync(cancellationToken);
            }

            return "";
        }
        catch (ImageStoreException exception)
        {
            return exception.Message;
        }
    }

    // The client has gone, or sends nonsense. When it tries again, it need not send what has arrived as a whole.
    private async Task KeepAsync()
    {
        if (await SettleAsync(CancellationToken.None) is { Length: > 0 } failure)
        {
            ImageServingLog.ObjectsLost(logger, call.Context.Caller.UserName, call.Context.Remote, failure);
        }
    }
}
