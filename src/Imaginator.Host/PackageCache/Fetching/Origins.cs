using System.Collections.Concurrent;
using System.Net;

namespace Imaginator.Host.PackageCache.Fetching;

/// <summary>
/// Asks origins. By the proxy that a build names, or else by that of the daemon's own environment, if any. Thread-safe.
/// </summary>
internal sealed class Origins(PackageCacheOptions options, TimeProvider time) : IDisposable
{
    private const int MostUpstreams = 32;
    private const int MaximumHeaderKilobytes = 32;
    private const int ConnectionsPerServer = 16;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly HttpMessageInvoker _direct = Create(upstream: null, options);
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> _byUpstream = new(StringComparer.Ordinal);

    /// <summary>Sends a request and waits for the head of the answer, whose contents then follow.</summary>
    /// <param name="request">The request.</param>
    /// <param name="upstream">The proxy that the build named; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">The origin cannot be reached, or breaks the rules.</exception>
    /// <exception cref="TimeoutException">It says nothing.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Uri? upstream, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await InvokerOf(upstream).SendAsync(request, either.Token);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {options.Patience.TotalSeconds:0} s", e);
        }
    }

    /// <summary>Copies the contents of an answer, piece by piece.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="write">Takes a piece and where it belongs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many bytes there were.</returns>
    /// <exception cref="IOException">The connection broke before the end, or there is too much.</exception>
    /// <exception cref="HttpRequestException">The connection broke before the end.</exception>
    /// <exception cref="TimeoutException">Nothing came for a long time.</exception>
    public async Task<long> CopyAsync(
        HttpResponseMessage response,
        Func<ReadOnlyMemory<byte>, long, ValueTask> write,
        CancellationToken cancellationToken)
    {
        var contents = await response.Content.ReadAsStreamAsync(cancellationToken);

        // Not from a pool: a read that is given up may still write into it.
        var buffer = new byte[64 * 1024];
        var offset = 0L;
        while (true)
        {
            var count = await contents.ReadAsync(buffer, cancellationToken).AsTask()
                .WaitAsync(options.Patience, time, cancellationToken);
            if (count == 0)
            {
                break;
            }

            if (offset + count > options.MaximumFileBytes)
            {
                throw new IOException($"longer than {options.MaximumFileBytes} bytes");
            }

            await write(buffer.AsMemory(0, count), offset);
            offset += count;
        }

        return response.Content.Headers.ContentLength is { } length && length != offset
            ? throw new IOException($"{offset} of {length} bytes came")
            : offset;
    }

    public void Dispose()
    {
        _direct.Dispose();
        foreach (var invoker in _byUpstream.Values)
        {
            invoker.Dispose();
        }
    }

    private static HttpMessageInvoker Create(Uri? upstream, PackageCacheOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // The tools decide where they go, and what they accept.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Patience,
            MaxConnectionsPerServer = ConnectionsPerServer,
            MaxResponseHeadersLength = MaximumHeaderKilobytes,
            PooledConnectionIdleTimeout = Idle,

            // A download that is given up is not read to its end.
            MaxResponseDrainSize = 0,
        };
        if (upstream is not null)
        {
            handler.Proxy = new WebProxy(upstream) { Credentials = CredentialsOf(upstream) };
        }

        return new HttpMessageInvoker(handler);
    }

    private static NetworkCredential? CredentialsOf(Uri upstream) =>
        upstream.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest]
            ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(rest.FirstOrDefault() ?? ""))
            : null;

    private HttpMessageInvoker InvokerOf(Uri? upstream)
    {
        if (upstream is null)
        {
            return _direct;
        }

        if (_byUpstream.Count >= MostUpstreams)
        {
            // Variables of requests name them. Those that are in use live on until they are not.
            _byUpstream.Clear();
        }

        return _byUpstream.GetOrAdd(upstream.AbsoluteUri, _ => Create(upstream, options));
    }
}
