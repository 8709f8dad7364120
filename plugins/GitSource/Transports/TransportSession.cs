using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Transports.Shallow;
using Imaginator.Quantities;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Transports;

/// <summary>
/// What binds libgit2's call for a transport to the fetch that it is for: who to talk to, how much may be received,
/// when to stop, and what went wrong.
/// </summary>
/// <param name="channels">Opens the conversations; null where libgit2 reads the repository itself.</param>
/// <param name="displayUrl">The URL for messages.</param>
/// <param name="maximumBytes">How much may be received in all.</param>
/// <param name="cancellationToken">Stops whatever waits.</param>
internal sealed class TransportSession(
    IChannelSource? channels, string displayUrl, long maximumBytes, CancellationToken cancellationToken)
{
    // Beyond this the index of what is received would take gigabytes of memory.
    private const int MaximumObjects = 10_000_000;

    // libgit2 makes the transports itself, by a constructor without arguments, on the thread that called it. Nothing but
    // that thread tells which fetch they are for.
    [ThreadStatic]
    private static TransportSession? _current;

    private long _received;
    private Exception? _failure;

    /// <summary>The session whose call to libgit2 is under way on this thread.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static TransportSession Current =>
        _current ?? throw new InvalidOperationException("A git transport was made outside a session.");

    /// <summary>How much of the history the next fetch may bring; null for all that is missing here.</summary>
    public ShallowBoundary? Boundary { get; set; }

    /// <summary>Opens a conversation, see <see cref="IChannelSource.Open"/>.</summary>
    /// <param name="action">What it is for.</param>
    /// <returns>The conversation.</returns>
    public IChannel Open(GitSmartSubtransportAction action) => Guard(() =>
    {
        var channel = channels!.Open(action);
        return Boundary is null ? channel : new ShallowChannel(channel, Boundary);
    });

    /// <summary>Does a step of a conversation. What it throws is what <see cref="Run"/> throws.</summary>
    /// <typeparam name="T">The result of the step.</typeparam>
    /// <param name="step">The step.</param>
    /// <returns>Its result.</returns>
    public T Guard<T>(Func<T> step)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return step();
        }
        catch (Exception exception)
        {
            // libgit2 would pass on no more than the message.
            _failure ??= exception;
            throw;
        }
    }

    /// <summary>Counts bytes of the server.</summary>
    /// <param name="bytes">How many more were received.</param>
    /// <exception cref="ManifestFetchException">They are more than is allowed.</exception>
    public void Count(int bytes)
    {
        _received += bytes;
        if (_received > maximumBytes)
        {
            throw TooMuch();
        }
    }

    /// <summary>Takes note of how far libgit2 is.</summary>
    /// <param name="progress">The state of the transfer.</param>
    /// <returns>Whether it may go on.</returns>
    public bool Continue(TransferProgress progress)
    {
        // Bytes of a channel are counted where they arrive; this is the only place to see those of a local repository.
        if (progress.ReceivedBytes > maximumBytes)
        {
            _failure ??= TooMuch();
        }
        else if (progress.TotalObjects > MaximumObjects)
        {
            _failure ??= new ManifestFetchException(ManifestFetchError.TooLarge,
                $"Fetching {displayUrl} was stopped: it takes {progress.TotalObjects} objects, more than the "
                + $"{MaximumObjects} that one fetch may. Keep manifests in a repository of their own.");
        }

        return _failure is null && !cancellationToken.IsCancellationRequested;
    }

    /// <summary>Calls libgit2.</summary>
    /// <typeparam name="T">What the call returns.</typeparam>
    /// <param name="call">The call; it stays on this thread.</param>
    /// <returns>Its result.</returns>
    /// <exception cref="ManifestFetchException">The server refused, cannot be reached or sends too much.</exception>
    /// <exception cref="LibGit2SharpException">Anything else that libgit2 does not like, the mirror included.</exception>
    /// <exception cref="OperationCanceledException">The fetch was cancelled.</exception>
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
                    $"The connection to {displayUrl} broke: {_failure.Message}", _failure),
            };
        }
        finally
        {
            _current = null;
        }
    }

    private ManifestFetchException TooMuch() => new(ManifestFetchError.TooLarge,
        $"Fetching {displayUrl} was stopped: it takes more than {ByteSize.Describe(maximumBytes)}. Set the GitSource plugin's "
        + "maximumFetchBytes higher if that is right.");
}
