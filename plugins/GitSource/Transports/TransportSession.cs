using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Channels;
using Imaginator.Plugins.GitSource.Channels.Inspection;
using Imaginator.Plugins.GitSource.Channels.Listing;
using Imaginator.Plugins.GitSource.Channels.Shallow;
using Imaginator.Quantities;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>
/// Connects the transports that libgit2 creates to a fetch: the server, the limits on its answers, the maximum amount of data, the
/// cancellation, and the first failure. Without a channel source, libgit2 reads the repository itself.
/// </summary>
internal sealed class TransportSession(
    IChannelSource? channels,
    FetchLimits limits,
    SilenceTimeout silence,
    string displayUrl,
    long maximumBytes,
    CancellationToken cancellationToken)
{
    // libgit2 creates transports with a parameterless constructor, on the calling thread. Only the thread identifies the fetch
    // that a transport belongs to.
    [ThreadStatic]
    private static TransportSession? _current;

    private long _received;
    private Exception? _failure;

    /// <summary>The session of the present call to libgit2 on this thread.</summary>
    public static TransportSession Current =>
        _current ?? throw new InvalidOperationException("cannot create a git transport: the thread has no session");

    /// <summary>The boundary of the history of the next fetch; null for the complete history.</summary>
    public ShallowBoundary? Boundary { get; set; }

    /// <summary>The properties of the repository of the server when the references were last listed.</summary>
    public Advertisement Advertisement { get; } = new();

    /// <summary>Opens a channel, see <see cref="IChannelSource.Open"/>.</summary>
    public IChannel Open(GitSmartSubtransportAction action) => Guard(() =>
    {
        var lists = action == GitSmartSubtransportAction.UploadPackList;
        IChannel channel = new InspectedChannel(channels!.Open(action), limits, lists);
        if (lists)
        {
            channel = new AdvertisementChannel(channel, Advertisement, silence.Begin);
        }

        return Boundary is null ? channel : new ShallowChannel(channel, Boundary);
    });

    /// <summary>Runs an operation of a channel. <see cref="Run"/> throws the exception of the first failed operation.</summary>
    public T Guard<T>(Func<T> operation)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            silence.Begin();
            return operation();
        }
        catch (Exception exception)
        {
            // libgit2 keeps only the message.
            _failure ??= exception;
            throw;
        }
        finally
        {
            silence.End();
        }
    }

    /// <summary>Counts received bytes and throws if they exceed the maximum.</summary>
    public void CountReceived(int bytes)
    {
        _received += bytes;
        if (_received > maximumBytes)
        {
            throw TooMuch();
        }
    }

    /// <summary>Checks the progress of libgit2. Returns false to stop the transfer.</summary>
    public bool Continue(TransferProgress progress)
    {
        // Channels count their bytes themselves. The bytes of a local repository can be checked only here.
        if (progress.ReceivedBytes > maximumBytes)
        {
            _failure ??= TooMuch();
        }
        else
        {
            _failure ??= limits.FindExcess(progress.TotalObjects);
        }

        return _failure is null && !cancellationToken.IsCancellationRequested;
    }

    /// <summary>
    /// Calls libgit2 on this thread. Exceptions of libgit2 that no channel caused pass through: they can mean a damaged mirror.
    /// </summary>
    public T Run<T>(Func<T> call)
    {
        _current = this;
        try
        {
            return call();
        }
        catch (LibGit2SharpException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw _failure switch
            {
                null => exception,
                ManifestFetchException known => known,
                _ => new ManifestFetchException(ManifestFetchError.Unreachable,
                    $"cannot fetch {displayUrl}: lost the connection: {_failure.Message.TrimEnd('.')}", _failure),
            };
        }
        finally
        {
            _current = null;
        }
    }

    private ManifestFetchException TooMuch() => new(ManifestFetchError.TooLarge,
        $"cannot fetch {displayUrl}: the data exceeds {ByteSize.Describe(maximumBytes)}; if the size is correct, increase "
        + "maximumFetchBytes in the settings of plugin GitSource");
}
