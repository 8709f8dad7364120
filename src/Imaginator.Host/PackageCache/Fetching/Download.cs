using Imaginator.Host.PackageCache.Storage;

namespace Imaginator.Host.PackageCache.Fetching;

/// <summary>A file that is being fetched, once for all who want it meanwhile. Thread-safe.</summary>
internal sealed class Download(CacheKey key, DateTimeOffset askedAt) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource<DownloadStart> _start = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IncomingFile? _file;
    private DownloadStart.Unshared? _unshared;
    private Exception? _failure;
    private long _available;
    private bool _hasAll;
    private bool _isComplete;
    private bool _hasEnded;
    private int _readers;

    /// <summary>What is fetched.</summary>
    public CacheKey Key => key;

    /// <summary>When it began; the origin is asked later.</summary>
    public DateTimeOffset AskedAt => askedAt;

    /// <summary>Is cancelled when nobody wants it any more.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>How it began; fails where the origin could not be asked.</summary>
    public Task<DownloadStart> Start => _start.Task;

    /// <summary>Takes part in it.</summary>
    /// <returns>Whether that was possible; otherwise it was abandoned already.</returns>
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

    /// <summary>Ends taking part in it.</summary>
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

    /// <summary>Nothing is to be fetched.</summary>
    public void BeginUnchanged() => _start.TrySetResult(new DownloadStart.Unchanged());

    /// <summary>The contents come.</summary>
    public void BeginGrowing(IncomingFile file, FileHead head, long? length)
    {
        lock (_lock)
        {
            _file = file;
        }

        _start.TrySetResult(new DownloadStart.Growing(head, length));
    }

    /// <summary>The answer is not shared.</summary>
    public void BeginUnshared(HttpResponseMessage response)
    {
        var unshared = new DownloadStart.Unshared(response);
        lock (_lock)
        {
            _unshared = unshared;
        }

        _start.TrySetResult(unshared);
    }

    /// <summary>Takes the answer that is not shared; the caller disposes of it.</summary>
    /// <returns>The answer; null if another has taken it.</returns>
    public HttpResponseMessage? TakeUnshared()
    {
        lock (_lock)
        {
            var taken = _unshared?.Response;
            _unshared = null;
            return taken;
        }
    }

    /// <summary>More of the contents is there.</summary>
    public void Grew(long available) => Tell(() => _available = available);

    /// <summary>All of the contents has come; it is kept even if nobody wants it any more.</summary>
    public void HasAll()
    {
        lock (_lock)
        {
            _hasAll = true;
        }
    }

    /// <summary>All of the contents can be read.</summary>
    public void Complete(long length) => Tell(() => (_available, _isComplete) = (length, true));

    /// <summary>It broke off, unless it is complete already.</summary>
    public void Fail(Exception failure)
    {
        Tell(() => _failure ??= _isComplete ? null : failure);
        _start.TrySetException(failure);
    }

    /// <summary>Whoever fetched is done; the last reader lets go of the file.</summary>
    public void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            Release();
        }
    }

    /// <summary>Reads some of the contents, waiting until there is any.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="IOException">It broke off.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            IncomingFile file;
            Task progress;
            lock (_lock)
            {
                file = _file ?? throw new InvalidOperationException("There is nothing to read.");
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

                progress = _progress.Task;
            }

            await progress.WaitAsync(cancellationToken);
        }

        return await _file!.ReadAsync(buffer, offset, cancellationToken);
    }

    public void Dispose() => _abandoned.Dispose();

    private void Tell(Action change)
    {
        lock (_lock)
        {
            change();
            _progress.TrySetResult();
            _progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Only with the lock.</summary>
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
