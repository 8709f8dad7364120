namespace Imaginator.Testing;

/// <summary>A receiver of the notifier suite, for example a server on the loopback interface. Disposing of it ends it.</summary>
public abstract class NotificationPeer : IAsyncDisposable
{
    /// <summary>The settings with which the notifier reaches it, with the secret of the suite if the notifier has secrets.</summary>
    public abstract IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>
    /// The messages that have arrived completely, in order, each as the text that was transferred: for HTTP, the headers, an empty line and
    /// the body.
    /// </summary>
    public abstract IReadOnlyList<string> Messages { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
