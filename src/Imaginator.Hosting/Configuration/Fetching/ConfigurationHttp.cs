namespace Imaginator.Hosting.Configuration.Fetching;

/// <summary>
/// The HTTP client of configuration on web servers. It is created on first use: most sites have files only, and without a client an
/// idle daemon uses less memory. Thread-safe.
/// </summary>
public sealed class ConfigurationHttp(TimeSpan timeout) : IDisposable
{
    // Long enough for many requests, short enough to notice a changed address of a host.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();

    // Not a Lazy, which loads the assembly of HttpClient at once.
    private HttpClient? _client;

    /// <summary>Of a request, its body included.</summary>
    public TimeSpan Timeout { get; } = timeout;

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
