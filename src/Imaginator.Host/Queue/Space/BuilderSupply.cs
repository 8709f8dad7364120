using Imaginator.Building;

namespace Imaginator.Host.Queue.Space;

/// <summary>
/// The builder of images. It needs a state directory that can be written: if the disk is full or read-only when the daemon starts,
/// the daemon serves without it, and no build starts until it can be opened. Thread-safe.
/// </summary>
/// <param name="directory">The state directory.</param>
/// <param name="create">Opens the builder.</param>
/// <param name="trimCaches">Removes what builds can make again. Works without a builder, and does not throw.</param>
internal sealed class BuilderSupply(string directory, Func<ImageBuilder> create, Action? trimCaches = null) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task _trimming = Task.CompletedTask;
    private readonly ReservedSpace _reserved = new(directory);
    private ImageBuilder? _builder;

    /// <summary>The builder.</summary>
    /// <exception cref="ImaginatorException">It is not open: the queue has not started this build.</exception>
    public ImageBuilder Builder => Volatile.Read(ref _builder) ?? throw new ImaginatorException(
        $"builds cannot use \"{directory}\"; make it writable, and try again");

    /// <summary>Opens the builder, unless it is open or the state directory cannot be written.</summary>
    /// <returns>Why it is not open, as a clause; null if it is.</returns>
    /// <exception cref="ImaginatorException">The directory can be written, and the builder cannot be opened nevertheless.</exception>
    public string? Prepare()
    {
        lock (_lock)
        {
            if (_builder is null)
            {
                if (_reserved.FindRefusal() is { } refusal)
                {
                    return refusal;
                }

                Volatile.Write(ref _builder, create());
                _reserved.TryReserve();
            }

            return null;
        }
    }

    /// <summary>Opens the builder as <see cref="Prepare"/>, and returns its exception as the reason.</summary>
    public string? TryPrepare()
    {
        try
        {
            return Prepare();
        }
        catch (Exception e) when (e is ImaginatorException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Frees the reserved space if the disk is full.</summary>
    public void ReleaseReservedSpace() => _reserved.ReleaseIfFull();

    /// <summary>Reserves the space again after a shortage.</summary>
    public void ReserveSpace() => _reserved.TryReserve();

    /// <summary>Starts to trim the caches, unless that is in progress.</summary>
    public void TrimCaches()
    {
        lock (_lock)
        {
            if (trimCaches is not null && _trimming.IsCompleted)
            {
                _trimming = Task.Run(trimCaches);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _trimming;
        if (Volatile.Read(ref _builder) is { } builder)
        {
            await builder.DisposeAsync();
        }
    }
}
