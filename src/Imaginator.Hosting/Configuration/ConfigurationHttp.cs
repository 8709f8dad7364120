namespace Imaginator.Hosting.Configuration;

/// <summary>
/// The HTTP client that fetches configuration, made when the first is on a web server: on most sites none is, and an idle
/// daemon then does without what clients are made of. Thread-safe.
/// </summary>
/// <param name="timeout">How long a request may take.</param>
public sealed class ConfigurationHttp(TimeSpan timeout) : IDisposable
{
    // Long enough for many fetches, short enough to notice that a name has another address.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();

    // Not a Lazy of it, which would load the library that the client is from.
    private HttpClient? _client;

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>The client.</summary>
    internal HttpClient Client
    {
        get
        {
            lock (_lock)
            {
                return _client ??= new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLifetime })
                {
                    Timeout = Timeout,
                };
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();
}
