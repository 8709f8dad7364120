using System.Threading.Channels;
using Imaginator.ImageStores;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>
/// Sends objects one after another and reads the answers at the same time. Servers confirm objects only at the end of a
/// round, when they can flush their disks. A round ends when a caller waits for it or when it is large enough. After a lost
/// connection, the sender looks up the unconfirmed objects and sends those again that the server does not have.
/// </summary>
internal sealed class ObjectSender : IAsyncDisposable
{
    private const string Method = "ObjectServer.AddObjects";
    private const int MaximumWaiting = 256;
    private const int MaximumObjectsPerRound = 5000;
    private const long MaximumBytesPerRound = 32 << 20;
    private static readonly TimeSpan MaximumIdleTime = TimeSpan.FromSeconds(10);

    private readonly SrpcClient _client;
    private readonly ExistenceCheck _existence;
    private readonly ILogger _logger;
    // Null wakes the sender because a caller waits.
    private readonly Channel<PendingObject?> _waiting = Channel.CreateBounded<PendingObject?>(
        new BoundedChannelOptions(MaximumWaiting) { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private int _waiters;

    public ObjectSender(SrpcClient client, ExistenceCheck existence, ILogger logger)
    {
        _client = client;
        _existence = existence;
        _logger = logger;
        _sending = SendAllAsync();
    }

    /// <summary>Queues an object; waits while the queue is full.</summary>
    public ValueTask QueueAsync(PendingObject item, CancellationToken cancellationToken) =>
        WriteAsync(item, cancellationToken);

    /// <summary>
    /// Ends each round as soon as the queue is empty, until a wait for confirmations has completed.
    /// </summary>
    public async Task FlushUntilAsync(Func<Task> wait, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiters);
        try
        {
            await WriteAsync(null, cancellationToken);
            await wait();
        }
        finally
        {
            Interlocked.Decrement(ref _waiters);
        }
    }

    private async ValueTask WriteAsync(PendingObject? item, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(item, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            await _sending;
            throw new InvalidOperationException("cannot add an object: the upload has been committed");
        }
    }

    /// <summary>Waits until the server has confirmed all objects. No further object can be queued.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        return _sending.WaitAsync(cancellationToken);
    }

    /// <summary>Stops sending. All waiting callers fail.</summary>
    public void Stop() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SendAllAsync()
    {
        var unconfirmed = new Queue<PendingObject>();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                await SendRoundAsync(unconfirmed);
            }
        }
        catch (Exception exception)
        {
            // All waiting callers get the exception, and so do later calls.
            var failure = exception is SrpcException protocol
                ? ServerErrors.Translate(
                    _client.Address, unconfirmed.TryPeek(out var first) ? $"add object {first.Hash}" : "add objects", protocol)
                : exception;
            _waiting.Writer.TryComplete();
            FailAll(unconfirmed, failure);
            if (ReferenceEquals(failure, exception))
            {
                throw;
            }

            throw failure;
        }
    }

    private void FailAll(Queue<PendingObject> unconfirmed, Exception failure)
    {
        foreach (var item in unconfirmed)
        {
            item.Fail(failure);
        }

        while (_waiting.Reader.TryRead(out var item))
        {
            item?.Fail(failure);
        }
    }

    // Repeats a round after a lost connection. Each confirmed object starts the time for that again.
    private async Task SendRoundAsync(Queue<PendingObject> unconfirmed)
    {
        var retry = _client.CreateRetry();
        while (true)
        {
            var confirmed = new Counter();
            try
            {
                await _client.UseOnceAsync(
                    async connection =>
                    {
                        await RunRoundAsync(connection, unconfirmed, confirmed);
                        return true;
                    },
                    _stop.Token);
                return;
            }
            catch (SrpcException exception)
            {
                if (confirmed.Value > 0)
                {
                    retry.Restart();
                }

                await retry.WaitAsync(exception, _stop.Token);
                if (await ConfirmReceivedObjectsAsync(unconfirmed) > 0)
                {
                    retry.Restart();
                }

                RequireReadable(unconfirmed, exception);
                if (exception.Reason != SrpcError.Unreachable && retry.Failures <= 1)
                {
                    UploadLog.SendingAgain(_logger, _client.Address, unconfirmed.Count, exception.Message);
                }
            }
        }
    }

    // A stream would continue in the middle of an object.
    private void RequireReadable(Queue<PendingObject> unconfirmed, SrpcException failure)
    {
        if (unconfirmed.FirstOrDefault(item => !item.CanBeRead) is { } lost)
        {
            throw ServerErrors.Create(
                ImageStoreError.Unreachable, _client.Address, $"add object {lost.Hash}",
                $"{failure.Message.TrimEnd('.')}; its contents come from a stream that cannot be read again; repeat the upload", failure);
        }
    }

    // Servers keep complete objects even if the client did not receive the answer.
    private async Task<int> ConfirmReceivedObjectsAsync(Queue<PendingObject> unconfirmed)
    {
        PendingObject[] asked = [.. unconfirmed];
        bool[] exist;
        try
        {
            exist = await Task.WhenAll(asked.Select(item => _existence.ExistsAsync(item.Hash, _stop.Token)));
        }
        catch (SrpcException exception) when (
            exception.Reason is SrpcError.ConnectionLost or SrpcError.Unreachable or SrpcError.Stalled)
        {
            return 0; // The server cannot be asked either.
        }

        unconfirmed.Clear();
        foreach (var (item, exists) in asked.Zip(exist))
        {
            if (exists)
            {
                item.Confirm();
            }
            else
            {
                unconfirmed.Enqueue(item);
            }
        }

        return asked.Length - unconfirmed.Count;
    }

    private async Task RunRoundAsync(SrpcConnection connection, Queue<PendingObject> unconfirmed, Counter confirmed)
    {
        using var call = await connection.BeginAsync(Method, GobLimits.Default, _stop.Token);
        call.ExpectBulk();
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var sent = Channel.CreateUnbounded<PendingObject>();
        var reading = ReadAnswersAsync(call, sent.Reader, unconfirmed, confirmed, abort);
        try
        {
            await SrpcConnection.GuardAsync(Method, async () =>
            {
                await SendObjectsAsync(call, unconfirmed, sent.Writer, abort.Token);
                return true;
            });
        }
        catch (Exception exception)
        {
            // The reader's exception is more useful if it is the error text of the server rather than a broken pipe.
            sent.Writer.TryComplete();
            await abort.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (reading.Exception?.InnerException is ImageStoreException known)
            {
                throw known;
            }

            if (exception is OperationCanceledException && reading.Exception?.InnerException is SrpcException lost)
            {
                throw lost;
            }

            throw;
        }

        sent.Writer.Complete();
        await reading;
        call.End();
    }

    private async Task SendObjectsAsync(
        SrpcClientCall call, Queue<PendingObject> unconfirmed, ChannelWriter<PendingObject> sent,
        CancellationToken cancellationToken)
    {
        var count = 0;
        var bytes = 0L;
        PendingObject[] again;
        lock (unconfirmed)
        {
            again = [.. unconfirmed];
        }

        foreach (var item in again)
        {
            await SendAsync(call, item, sent, cancellationToken);
        }

        while (count < MaximumObjectsPerRound && bytes < MaximumBytesPerRound)
        {
            if (!_waiting.Reader.TryRead(out var item))
            {
                if (Volatile.Read(ref _waiters) > 0 || !await WaitForMoreAsync(call, cancellationToken))
                {
                    break;
                }

                continue;
            }

            if (item is null)
            {
                continue;
            }

            lock (unconfirmed)
            {
                unconfirmed.Enqueue(item);
            }

            await SendAsync(call, item, sent, cancellationToken);
            count++;
            bytes += item.Length;
        }

        await call.WriteAsync(new AddObjectRequest(), cancellationToken);
        await call.FlushAsync(cancellationToken);
    }

    // Flushes first, so that the server processes the objects it has. False: no further object will come, or none has come for so long
    // that the round ends. Servers are silent until the end of a round, which must not look like a stalled server.
    private async Task<bool> WaitForMoreAsync(SrpcClientCall call, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(MaximumIdleTime);
        var waiting = _waiting.Reader.WaitToReadAsync(idle.Token).AsTask();
        if (!waiting.IsCompleted)
        {
            await call.FlushAsync(cancellationToken);
        }

        try
        {
            return await waiting;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task SendAsync(
        SrpcClientCall call, PendingObject item, ChannelWriter<PendingObject> sent, CancellationToken cancellationToken)
    {
        var request = new AddObjectRequest { Length = (ulong)item.Length, ExpectedHash = item.Hash };
        await call.WriteAsync(request, cancellationToken);
        await sent.WriteAsync(item, cancellationToken);
        await item.WriteAsync(call, _client.Address, cancellationToken);
    }

    private async Task ReadAnswersAsync(
        SrpcClientCall call, ChannelReader<PendingObject> sent, Queue<PendingObject> unconfirmed, Counter confirmed,
        CancellationTokenSource abort)
    {
        try
        {
            await foreach (var item in sent.ReadAllAsync(abort.Token))
            {
                var answer = await SrpcConnection.GuardAsync(
                    Method, () => call.ReadAsync<AddObjectResponse>(abort.Token).AsTask());
                if (answer.ErrorString.Length > 0)
                {
                    throw ServerErrors.FromReply(_client.Address, $"add object {item.Hash}", answer.ErrorString);
                }

                lock (unconfirmed)
                {
                    unconfirmed.Dequeue();
                }

                confirmed.Value++;
                item.Confirm();
            }
        }
        catch
        {
            // Without a reader, the sender would continue or wait forever.
            await abort.CancelAsync();
            throw;
        }
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
