using Imaginator.Building.Threading;
using Imaginator.PackageCache.Storage;

namespace Imaginator.PackageCache.Fetching;

/// <summary>A download that is shared by all requests for the file while it runs. Thread-safe.</summary>
internal sealed class Download(CacheKey key, DateTimeOffset askedAt) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource<DownloadStart> _start = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChangeSignal _progress = new();
    private IncomingFile? _file;
    private DownloadStart.Unshared? _unshared;
    private Exception? _failure;
    private long _available;
    private bool _hasAll;
    private bool _isComplete;
    private bool _hasEnded;
    private int _readers;

    /// <summary>The key of the file.</summary>
    public CacheKey Key => key;

    /// <summary>The time when the download began, which is before the request to the origin.</summary>
    public DateTimeOffset AskedAt => askedAt;

    /// <summary>Is cancelled when the last reader leaves before the end.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>The start of the download; fails if the request to the origin fails.</summary>
    public Task<DownloadStart> Start => _start.Task;

    /// <summary>Adds a reader; false if the download is already abandoned.</summary>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_abandoned.IsCancellationRequested || (_hasEnded && _readers == 0))
            {
                return false;
            }

            _readers++;
            return true;
        }
    }

    /// <summary>Removes a reader.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _readers--;
            if (_readers > 0)
            {
                return;
            }

            if (!_hasAll)
            {
                _abandoned.Cancel();
            }

            Release();
        }
    }

    /// <summary>The cached file is up to date.</summary>
    public void BeginUnchanged() => _start.TrySetResult(new DownloadStart.Unchanged());

    /// <summary>The contents begin to arrive.</summary>
    public void BeginGrowing(IncomingFile file, FileHead head, long? length)
    {
        lock (_lock)
        {
            _file = file;
        }

        _start.TrySetResult(new DownloadStart.Growing(head, length));
    }

    /// <summary>The response is not shared.</summary>
    public void BeginUnshared(HttpResponseMessage response)
    {
        var unshared = new DownloadStart.Unshared(response);
        lock (_lock)
        {
            _unshared = unshared;
        }

        _start.TrySetResult(unshared);
    }

    /// <summary>Returns the response that is not shared, which the caller disposes; null if another reader has it.</summary>
    public HttpResponseMessage? TakeUnshared()
    {
        lock (_lock)
        {
            var taken = _unshared?.Response;
            _unshared = null;
            return taken;
        }
    }

    /// <summary>Makes more bytes available to the readers.</summary>
    public void ReportAvailable(long available) => Update(() => _available = available);

    /// <summary>Records that all bytes arrived: from now on, the download continues without readers.</summary>
    public void MarkReceived()
    {
        lock (_lock)
        {
            _hasAll = true;
        }
    }

    /// <summary>Makes all bytes available to the readers.</summary>
    public void Complete(long length) => Update(() => (_available, _isComplete) = (length, true));

    /// <summary>Ends the download with a failure, unless it is complete.</summary>
    public void Fail(Exception failure)
    {
        Update(() => _failure ??= _isComplete ? null : failure);
        _start.TrySetException(failure);
    }

    /// <summary>Ends the work of the fetcher; the last reader closes the file.</summary>
    public void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            Release();
        }
    }

    /// <summary>Reads bytes, and waits until some are available; returns 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            IncomingFile file;
            Task progress;
            lock (_lock)
            {
                file = _file ?? throw new InvalidOperationException("the download has no contents to read");
                if (offset < _available)
                {
                    break;
                }

                if (_failure is not null)
                {
                    throw new IOException(_failure.Message, _failure);
                }

                if (_isComplete)
                {
                    return 0;
                }

                progress = _progress.Next;
            }

            await progress.WaitAsync(cancellationToken);
        }

        return await _file!.ReadAsync(buffer, offset, cancellationToken);
    }

    public void Dispose() => _abandoned.Dispose();

    private void Update(Action change)
    {
        lock (_lock)
        {
            change();
            _progress.Raise();
        }
    }

    /// <summary>Requires the lock.</summary>
    private void Release()
    {
        if (_hasEnded && _readers <= 0)
        {
            _file?.Dispose();
            _unshared?.Response.Dispose();
            _unshared = null;
            Dispose();
        }
    }
}
