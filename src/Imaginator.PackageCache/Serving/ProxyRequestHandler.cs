using Imaginator.Building.Measurements;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Connections;
using Imaginator.PackageCache.Configuration;
using Imaginator.PackageCache.Fetching;
using Imaginator.PackageCache.Repositories;
using Imaginator.PackageCache.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Imaginator.PackageCache.Serving;

/// <summary>Handles requests to the proxy. Thread-safe.</summary>
/// <remarks>
/// <code>
/// request
///   -> 1 find the session              of a running command, by its secret; its connections are limited
///   -> 2 read the target               GET or HEAD of an http URL, not on ports of the daemon
///   -> 3 is the response shareable?    if not, it is forwarded and not cached
///   -> 4 is it cached and fresh?       if so, it is sent from the cache
///   -> 5 fetch or validate it          once for all concurrent requests; sent as it arrives
/// </code>
/// The cache contains only responses to requests of the proxy itself: requests have no body, and of the headers only
/// <c>User-Agent</c> reaches the origin if the response is shared.
/// </remarks>
internal sealed class ProxyRequestHandler(
    ProxySessions sessions,
    PackageStore store,
    Freshness freshness,
    Fetcher fetcher,
    UncachedForwarder forwarder,
    PackageCacheOptions options,
    BuildMeasurements? measurements)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Handles a request.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        ProxySession? session = null;
        var slot = context.Features.Get<ConnectionSlot>();
        try
        {
            // 1 and 2
            session = sessions.Find(context.Request.Headers.ProxyAuthorization);
            if (session is null)
            {
                context.Response.Headers.ProxyAuthenticate = "Basic realm=\"imaginator\"";
                Refuse(context, StatusCodes.Status407ProxyAuthenticationRequired, "package cache: only builds have access");
            }
            else if (ProxyTarget.Read(context, options.DeniedPorts, out var refusal) is not { } target)
            {
                if (refusal.DeniedTarget is { } denied)
                {
                    session.Deny(denied, "builds cannot connect to ports of the daemon");
                }

                Refuse(context, refusal.Status, refusal.Reason);
            }
            else if (!session.Route.ReachesMachine && ReservedNetworks.ContainHost(target.Address.IdnHost))
            {
                throw new ReservedAddressException(target.Address.IdnHost, target.Address.Port);
            }
            else if (slot?.TryAssign(session) == false || slot?.TryHold() == false)
            {
                context.Response.Headers.Connection = "close";
                Refuse(context, StatusCodes.Status503ServiceUnavailable, "package cache: too many connections of the command");
            }
            else
            {
                await ServeAsync(context, target, session);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted && e.GetBaseException() is ReservedAddressException)
        {
            var reserved = (ReservedAddressException)e.GetBaseException();
            session?.Deny(reserved.Target, "addresses of this machine and its link require Network host");
            Refuse(context, StatusCodes.Status403Forbidden, reserved.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            if (context.Response.HasStarted)
            {
                // The client must not mistake an incomplete response for a complete one.
                context.Abort();
                return;
            }

            Refuse(context, StatusCodes.Status502BadGateway, e.Message);
        }
        finally
        {
            slot?.Release();
        }
    }

    private async Task ServeAsync(HttpContext context, ProxyTarget target, ProxySession session)
    {
        // 3
        var key = new CacheKey(target.Address, session.Route.Key)
        {
            Kind = RepositoryAddress.KindOf(target.Address, session.Policy.Repositories),
        };
        if (key.Kind == RepositoryFileKind.Other || !SharedRequests.AreNeutral(context.Request.Headers))
        {
            await ForwardAsync(context, target, session);
            return;
        }

        // 4
        var bypassesCache = BypassesCache(context.Request);
        using (var cached = store.Open(key))
        {
            if (cached is not null && !SharedRequests.Suit(context.Request.Headers, cached.Head))
            {
                await ForwardAsync(context, target, session);
                return;
            }

            if (cached is not null && !bypassesCache && freshness.IsFresh(key, cached, session.CheckedSince))
            {
                store.MarkUsed(key, session.Quota.Command);
                await SendAsync(context, target, cached, session);
                return;
            }
        }

        if (target.IsHead)
        {
            await ForwardAsync(context, target, session);
            return;
        }

        // 5
        using var request = await session.EnterOriginAsync(context.RequestAborted);
        var download = fetcher.Join(
            key, session.Route, context.Request.Headers.UserAgent, bypassesCache, session.CheckedSince, session.Quota, out var isFirst);
        try
        {
            var start = await download.Start.WaitAsync(context.RequestAborted);
            await SendAsync(context, target, download, start, session, isFirst);
        }
        finally
        {
            download.Leave();
        }
    }

    private async Task SendAsync(
        HttpContext context, ProxyTarget target, Download download, DownloadStart start, ProxySession session, bool isFirst)
    {
        if (start is DownloadStart.Growing growing && SharedRequests.Suit(context.Request.Headers, growing.Head))
        {
            UseIndex(session, download.Key, download.AskedAt);
            SetHead(context.Response, growing.Head, growing.Length);
            await CopyAsync(context, session, download.ReadAsync, growing.Length, bytes => Count(session, !isFirst, bytes));
            return;
        }

        if (start is DownloadStart.Unchanged)
        {
            using var cached = store.Open(download.Key);
            if (cached is not null && SharedRequests.Suit(context.Request.Headers, cached.Head))
            {
                store.MarkUsed(download.Key, session.Quota.Command);
                await SendAsync(context, target, cached, session);
                return;
            }
        }

        using var response = download.TakeUnshared();
        await (response is null
            ? forwarder.ForwardAsync(context, target, session, bytes => Count(session, false, bytes))
            : forwarder.CopyResponseAsync(context, target, session, response, bytes => Count(session, false, bytes)));
    }

    private async Task SendAsync(HttpContext context, ProxyTarget target, CachedFile cached, ProxySession session)
    {
        UseIndex(session, cached.Head.Key, cached.CheckedAt);
        SetHead(context.Response, cached.Head, cached.Length);
        if (IsNotModified(context.Request, cached.Head))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            context.Response.ContentLength = null;
            Count(session, true, 0);
            return;
        }

        if (!target.IsHead)
        {
            await CopyAsync(context, session, cached.ReadAsync, cached.Length, bytes => Count(session, true, bytes));
        }
    }

    /// <summary>Forwards a request that is not shared.</summary>
    private async Task ForwardAsync(HttpContext context, ProxyTarget target, ProxySession session)
    {
        using var request = await session.EnterOriginAsync(context.RequestAborted);
        await forwarder.ForwardAsync(context, target, session, bytes =>
        {
            if (!target.IsHead)
            {
                Count(session, false, bytes);
            }
        });
    }

    /// <summary>Sends contents. They are counted before the last block is sent: the command can end with it.</summary>
    private static async Task CopyAsync(
        HttpContext context,
        ProxySession session,
        Func<Memory<byte>, long, CancellationToken, ValueTask<int>> read,
        long? length,
        Action<long> served)
    {
        var offset = 0L;
        while (true)
        {
            var memory = context.Response.BodyWriter.GetMemory(BufferSize);
            var count = await read(memory, offset, context.RequestAborted);
            session.Charge(count);
            offset += count;
            if (count == 0 ? offset != length || length == 0 : offset == length)
            {
                served(offset);
            }

            if (count == 0)
            {
                return;
            }

            context.Response.BodyWriter.Advance(count);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            if (offset == length)
            {
                return;
            }
        }
    }

    private static void UseIndex(ProxySession session, CacheKey key, DateTimeOffset checkedAt)
    {
        if (key.Kind == RepositoryFileKind.Index)
        {
            session.UseIndex(checkedAt);
        }
    }

    private void Count(ProxySession session, bool isCached, long bytes)
    {
        session.CountServed(isCached, bytes);
        measurements?.PackageServed(isCached, bytes);
    }

    /// <summary>
    /// Whether the client requires a response of the origin. apt sends <c>max-age=0</c> for every list by default, which is not
    /// a request of its user, and <c>no-cache</c> if that is configured (<c>Acquire::http::No-Cache</c>).
    /// </summary>
    private static bool BypassesCache(HttpRequest request) =>
        CacheControlHeaderValue.TryParse(request.Headers.CacheControl.ToString(), out var control)
        && (control.NoCache || control.NoStore);

    private static bool IsNotModified(HttpRequest request, FileHead head)
    {
        var headers = request.GetTypedHeaders();
        if (headers.IfNoneMatch.Count > 0)
        {
            return head.ETag is not null && headers.IfNoneMatch.Any(tag => tag.ToString() == head.ETag);
        }

        return head.LastModified is { } modified && headers.IfModifiedSince >= modified;
    }

    private static void SetHead(HttpResponse response, FileHead head, long? length)
    {
        response.ContentLength = length;
        response.ContentType = head.ContentType;
        response.Headers.ETag = head.ETag;
        response.GetTypedHeaders().LastModified = head.LastModified;
        response.Headers.Via = "1.1 imaginator";
    }

    private static void Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;

        // Package tools print the reason phrase, and not the body of a response.
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase =
            new string([.. reason.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?')]);
    }
}
