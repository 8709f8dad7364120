using Amazon.Runtime;

namespace Imaginator.Plugins.S3.Buckets;

/// <summary>Makes the HTTP client of a bucket, with limits and the clock of the server.</summary>
internal sealed class BucketHttpClients(ServerClock clock, int maximumConnections) : HttpClientFactory
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    // The names of servers can get other addresses.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var connections = new SocketsHttpHandler
        {
            // A redirection could lead credentials to another host.
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            MaxConnectionsPerServer = maximumConnections,
        };

        // Each request has its own limit of time.
        return new HttpClient(new ServerDateHandler(connections, clock)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    // Null: one HTTP client for each client of the bucket.
    public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
}
