using System.Collections.Concurrent;
using System.Net;
using Imaginator.PackageCache.Configuration;

namespace Imaginator.PackageCache.Fetching;

/// <summary>
/// Sends requests to origins, through the proxy that a build names or the proxy of the daemon's environment, if any. Thread-safe.
/// </summary>
internal sealed class OriginClient(PackageCacheOptions options, TimeProvider timeProvider) : IDisposable
{
    private const int MaximumRoutes = 32;
    private const int MaximumHeaderKilobytes = 32;

    private static readonly TimeSpan ConnectionIdleTimeout = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, HttpMessageInvoker> _byRoute = new(StringComparer.Ordinal);

    /// <summary>Sends a request and waits for the headers of the response; the contents follow.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, OriginRoute route, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.OriginTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var invoker = InvokerOf(route);
            var response = await invoker.SendAsync(request, either.Token);
            if (response.StatusCode != HttpStatusCode.RequestTimeout)
            {
                return response;
            }

            // The server did not get the request in time, and closes the connection: RFC 9110, section 15.5.9, permits to repeat it.
            response.Dispose();
            return await invoker.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {options.OriginTimeout.TotalSeconds:0} s", e);
        }
    }

    /// <summary>Passes the contents of a response with their offsets to a function, block by block; returns their length.</summary>
    public async Task<long> CopyAsync(
        HttpResponseMessage response,
        Func<ReadOnlyMemory<byte>, long, ValueTask> write,
        CancellationToken cancellationToken,
        long? maximumBytes = null)
    {
        var maximum = maximumBytes ?? options.MaximumFileBytes;
        var contents = await response.Content.ReadAsStreamAsync(cancellationToken);

        // Not from a pool: an abandoned read can still write into it.
        var buffer = new byte[64 * 1024];
        var offset = 0L;
        while (true)
        {
            var count = await contents.ReadAsync(buffer, cancellationToken).AsTask()
                .WaitAsync(options.OriginTimeout, timeProvider, cancellationToken);
            if (count == 0)
            {
                break;
            }

            if (offset + count > maximum)
            {
                throw new IOException($"file too long: the maximum is {maximum} bytes");
            }

            await write(buffer.AsMemory(0, count), offset);
            offset += count;
        }

        return response.Content.Headers.ContentLength is { } length && length != offset
            ? throw new IOException($"download incomplete: received {offset} of {length} bytes")
            : offset;
    }

    public void Dispose()
    {
        foreach (var invoker in _byRoute.Values)
        {
            invoker.Dispose();
        }
    }

    private static HttpMessageInvoker Create(OriginRoute route, PackageCacheOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // The package tools decide about redirections and encodings.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.OriginTimeout,
            MaxResponseHeadersLength = MaximumHeaderKilobytes,
            PooledConnectionIdleTimeout = ConnectionIdleTimeout,

            ConnectCallback = (context, cancellationToken) => OriginConnector.ConnectAsync(context, route, cancellationToken),

            // An abandoned download is not read to its end.
            MaxResponseDrainSize = 0,
        };
        if (route.Upstream is { } upstream)
        {
            handler.Proxy = new WebProxy(upstream) { Credentials = CredentialsOf(upstream) };
        }

        return new HttpMessageInvoker(handler);
    }

    private static NetworkCredential? CredentialsOf(Uri upstream) =>
        upstream.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest]
            ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(rest.FirstOrDefault() ?? ""))
            : null;

    private HttpMessageInvoker InvokerOf(OriginRoute route)
    {
        if (_byRoute.Count >= MaximumRoutes)
        {
            // Variables of requests name proxies. Invokers in use live until their requests end.
            _byRoute.Clear();
        }

        return _byRoute.GetOrAdd(route.Key, _ => Create(route, options));
    }
}
