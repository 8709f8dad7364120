using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Logging;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Fetching;

/// <summary>A fetcher with a plugin: one fetch at a time.</summary>
internal sealed class Fetcher : IAsyncDisposable
{
    // The build log has its own limits; this one is for a fetcher that never stops.
    private const long MaximumOutput = 4 << 20;

    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(100);

    private readonly FetcherConnection _connection;
    private readonly FetcherOptions _options;
    private readonly FetcherLog _log;
    private readonly TimeProvider _timeProvider;
    private long _peakBytes;

    private Fetcher(
        FetcherConnection connection, FetcherOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider)
    {
        _connection = connection;
        _options = options;
        _log = new FetcherLog(loggerFactory);
        _timeProvider = timeProvider;
    }

    /// <summary>Whether the fetcher can have another fetch.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Whether the fetch did not end after its cancellation, so that the process was killed.</summary>
    public bool WasGivenUp { get; private set; }

    public int ProcessId => _connection.ProcessId;

    public bool HasEnded => _connection.HasEnded;

    /// <summary>Starts a fetcher. The caller disposes it.</summary>
    /// <exception cref="ManifestFetchException">The process cannot be started, or cannot load the plugin.</exception>
    public static async Task<Fetcher> StartAsync(
        FetcherOptions options,
        FetcherKey key,
        ILoggerFactory loggerFactory,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var connection = new FetcherConnection(FetcherStart.Run(options, key.Isolation), timeProvider);
        var fetcher = new Fetcher(connection, options, loggerFactory, timeProvider);
        try
        {
            await fetcher.SetUpAsync(key.Setup, cancellationToken);
            return fetcher;
        }
        catch
        {
            await fetcher.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fetches a manifest.</summary>
    /// <exception cref="FetcherGoneException">The fetcher ended before it received the request.</exception>
    public async Task<ManifestRevision> FetchAsync(
        FetcherRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        // Unless the conversation comes to its end.
        IsUsable = false;
        _log.BeginFetch();
        Interlocked.Exchange(ref _peakBytes, 0);
        await SendRequestAsync(request, cancellationToken);
        await using var sample = _timeProvider.CreateTimer(_ => Sample(), null, SampleInterval, SampleInterval);
        var end = ReceiveEndAsync(log);
        try
        {
            var frame = await end.WaitAsync(cancellationToken);
            if (frame is null)
            {
                throw await EndedAsync(request.DisplayUrl);
            }

            return Result(frame.Value, request.DisplayUrl)();
        }
        catch (OperationCanceledException) when (!end.IsCompleted)
        {
            await CancelAsync(end);
            throw;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw await EndedAsync(request.DisplayUrl);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task SetUpAsync(FetcherSetup setup, CancellationToken cancellationToken)
    {
        const string What = "the plugin in its own process";
        try
        {
            await _connection.SendAsync(
                FetcherFrame.Of(FetcherFrameType.Setup, setup, FetcherJson.Default.FetcherSetup), cancellationToken);
            switch (await ReceiveAnswerAsync(cancellationToken))
            {
                case { Type: FetcherFrameType.Ready }:
                    return;
                case { Type: FetcherFrameType.Failed } failed:
                    throw new ManifestFetchException(
                        ManifestFetchError.Interrupted,
                        $"cannot load {What}: {failed.Read(FetcherJson.Default.FetcherFailure).Message}");
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // The end of the process explains it.
        }

        throw (await _connection.EndAsync()).Explain(What, _options.MemoryBytes, peakBytes: 0);
    }

    private async Task SendRequestAsync(FetcherRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _connection.SendAsync(
                FetcherFrame.Of(FetcherFrameType.Fetch, request, FetcherJson.Default.FetcherRequest), cancellationToken);
            if (await ReceiveAnswerAsync(cancellationToken) is not { Type: FetcherFrameType.Ready })
            {
                throw new FetcherGoneException();
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new FetcherGoneException(e);
        }
    }

    // The next frame that is not for the log; null if the process ended.
    private async Task<FetcherFrame?> ReceiveAnswerAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await _connection.ReceiveAsync(cancellationToken);
            if (answer is not { Type: FetcherFrameType.Log } entry)
            {
                return answer;
            }

            _log.Write(entry);
        }
    }

    // The last frame of a fetch; null if the process ended.
    private async Task<FetcherFrame?> ReceiveEndAsync(IBuildLog log)
    {
        var output = 0L;
        while (await _connection.ReceiveAsync(CancellationToken.None) is { } frame)
        {
            switch (frame.Type)
            {
                case FetcherFrameType.Output when (output += frame.Contents.Length) <= MaximumOutput:
                    log.Write(frame.Contents.Span);
                    break;
                case FetcherFrameType.Output:
                    break;
                case FetcherFrameType.Log:
                    _log.Write(frame);
                    break;
                default:
                    return frame;
            }
        }

        return null;
    }

    private Func<ManifestRevision> Result(FetcherFrame frame, string displayUrl)
    {
        switch (frame.Type)
        {
            case FetcherFrameType.Fetched:
                var revision = frame.Read(FetcherJson.Default.FetcherRevision).ToManifestRevision();
                IsUsable = true;
                return () => revision;
            case FetcherFrameType.Failed:
                var failure = frame.Read(FetcherJson.Default.FetcherFailure);

                // A process that ran out of memory does not necessarily have it back.
                IsUsable = failure.Kind != FetcherFailureKind.Memory;
                _log.WriteStack(failure.Stack);
                return () => throw ToException(failure, displayUrl);
            default:
                throw new InvalidDataException($"unknown frame {frame.Type}");
        }
    }

    private Exception ToException(FetcherFailure failure, string displayUrl) => failure.Kind switch
    {
        FetcherFailureKind.Memory => FetcherEnd.Memory(displayUrl, _options.MemoryBytes),
        FetcherFailureKind.Fetch => new ManifestFetchException(failure.Reason, failure.Message),
        FetcherFailureKind.Error => new ImaginatorException(failure.Message),
        FetcherFailureKind.File => new IOException(failure.Message),
        FetcherFailureKind.Cancelled => new OperationCanceledException(failure.Message),
        _ => new InvalidOperationException(failure.Message),
    };

    private async Task<ManifestFetchException> EndedAsync(string displayUrl) =>
        (await _connection.EndAsync()).Explain(displayUrl, _options.MemoryBytes, Interlocked.Read(ref _peakBytes));

    private void Sample()
    {
        var bytes = FetcherMemory.ReadData(ProcessId);
        if (bytes > Interlocked.Read(ref _peakBytes))
        {
            Interlocked.Exchange(ref _peakBytes, bytes);
        }
    }

    // Work usually ends right after the cancellation. The wait makes sure that it does not overlap with the caller.
    private async Task CancelAsync(Task<FetcherFrame?> end)
    {
        try
        {
            await _connection.SendAsync(new FetcherFrame(FetcherFrameType.Cancel, default), CancellationToken.None);
            IsUsable = await end.WaitAsync(_options.CancellationTime, _timeProvider) is not null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or TimeoutException)
        {
            // The caller disposes of the fetcher, which kills the process.
            IsUsable = false;
            WasGivenUp = e is TimeoutException;
        }

        if (!IsUsable)
        {
            _connection.Kill();
            await ((Task)end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
