using System.Threading.Channels;
using Imaginator.ImageStores;
using Imaginator.Plugins.ImageServer.Connection;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer.Uploading;

/// <summary>
/// Sends objects, one behind the other, while the answers are read. Servers confirm nothing until they are told that a
/// round is over, and may flush their disks then: a round goes on until somebody waits for it, or it is large enough.
/// What a broken connection has left unconfirmed is asked for, and sent again where the server does not have it.
/// </summary>
internal sealed class ObjectSender : IAsyncDisposable
{
    private const string Method = "ObjectServer.AddObjects";
    private const int MaxWaiting = 256;
    private const int MaxObjectsPerRound = 5000;
    private const long MaxBytesPerRound = 32 << 20;
    private const int MaxFutileRounds = 4;
    private static readonly TimeSpan WaitAfterFutileRound = TimeSpan.FromMilliseconds(250);

    private readonly SrpcClient _client;
    private readonly ExistenceCheck _existence;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    // Null wakes the sender, because somebody waits.
    private readonly Channel<PendingObject?> _waiting = Channel.CreateBounded<PendingObject?>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private int _waiters;

    public ObjectSender(SrpcClient client, ExistenceCheck existence, TimeProvider timeProvider, ILogger logger)
    {
        _client = client;
        _existence = existence;
        _timeProvider = timeProvider;
        _logger = logger;
        _sending = SendAllAsync();
    }

    /// <summary>Queues an object; waits while there are too many.</summary>
    /// <exception cref="ImageStoreException">Sending has failed.</exception>
    public ValueTask QueueAsync(PendingObject item, CancellationToken cancellationToken) =>
        WriteAsync(item, cancellationToken);

    /// <summary>
    /// Does something that waits for confirmations: as long as it does, rounds end as soon as nothing more is queued.
    /// </summary>
    /// <exception cref="ImageStoreException">Sending has failed.</exception>
    public async Task HurryAsync(Func<Task> wait, CancellationToken cancellationToken)
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
            throw new InvalidOperationException("An object was added after the commit.");
        }
    }

    /// <summary>Waits until the server has confirmed all objects. No more can be queued.</summary>
    /// <exception cref="ImageStoreException">Sending has failed.</exception>
    public Task CompleteAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        return _sending.WaitAsync(cancellationToken);
    }

    /// <summary>Stops sending; everybody who waits is told.</summary>
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
            // Everybody who waits gets the cause, and so does whoever completes or queues later.
            var failure = exception is SrpcException protocol
                ? ServerErrors.Translate(_client.Address, "add objects", protocol)
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

    // A round, tried again after a broken connection as long as something gets through.
    private async Task SendRoundAsync(Queue<PendingObject> unconfirmed)
    {
        for (var futile = 0; ;)
        {
            var confirmed = new Counter();
            try
            {
                await _client.UseAsync(
                    async connection =>
                    {
                        await RunRoundAsync(connection, unconfirmed, confirmed);
                        return true;
                    },
                    isRepeatable: false, _stop.Token);
                return;
            }
            catch (SrpcException exception) when (
                exception.Reason is SrpcError.ConnectionLost or SrpcError.Unreachable
                && unconfirmed.All(item => item.CanBeRead))
            {
                confirmed.Value += await ConfirmWhatArrivedAsync(unconfirmed);
                futile = confirmed.Value > 0 ? 0 : futile + 1;
                if (futile == MaxFutileRounds)
                {
                    throw;
                }

                await Task.Delay(futile * futile * WaitAfterFutileRound, _timeProvider, _stop.Token);
                UploadLog.SendingAgain(_logger, _client.Address, unconfirmed.Count, exception.Message);
            }
        }
    }

    // Servers keep objects that arrived as a whole, whether the answer got through or not.
    private async Task<int> ConfirmWhatArrivedAsync(Queue<PendingObject> unconfirmed)
    {
        PendingObject[] asked = [.. unconfirmed];
        bool[] exist;
        try
        {
            exist = await Task.WhenAll(asked.Select(item => _existence.ExistsAsync(item.Hash, _stop.Token)));
        }
        catch (SrpcException exception) when (exception.Reason is SrpcError.ConnectionLost or SrpcError.Unreachable)
        {
            return 0; // no better off than before
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
            // The reader may know better: the server's own words rather than a broken pipe.
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

        while (count < MaxObjectsPerRound && bytes < MaxBytesPerRound)
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

    // Meanwhile the server works on what it has got. False: there will be no more.
    private async Task<bool> WaitForMoreAsync(SrpcClientCall call, CancellationToken cancellationToken)
    {
        var waiting = _waiting.Reader.WaitToReadAsync(cancellationToken);
        if (!waiting.IsCompleted)
        {
            await call.FlushAsync(cancellationToken);
        }

        return await waiting;
    }

    private static async Task SendAsync(
        SrpcClientCall call, PendingObject item, ChannelWriter<PendingObject> sent, CancellationToken cancellationToken)
    {
        var contents = item.OpenRead();
        await using (contents)
        {
            var request = new AddObjectRequest { Length = (ulong)item.Length, ExpectedHash = item.Hash };
            await call.WriteAsync(request, cancellationToken);
            await sent.WriteAsync(item, cancellationToken);
            await call.WriteRawAsync(contents, item.Length, cancellationToken);
        }
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
            // The sender must not go on, or wait for room that nobody makes.
            await abort.CancelAsync();
            throw;
        }
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
