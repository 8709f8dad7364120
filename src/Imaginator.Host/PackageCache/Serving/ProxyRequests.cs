using Imaginator.Building.Measurements;
using Imaginator.Host.PackageCache.Fetching;
using Imaginator.Host.PackageCache.Repositories;
using Imaginator.Host.PackageCache.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Imaginator.Host.PackageCache.Serving;

/// <summary>Answers requests to the proxy. Thread-safe.</summary>
/// <remarks>
/// <code>
/// request
///   -> 1 who asks?                    a command of a build that runs, by its secret
///   -> 2 what for?                    GET or HEAD of an http URL, not on the daemon's own ports
///   -> 3 can others use the answer?   no: it is passed on, and nothing kept
///   -> 4 in the cache, and fresh?     it is sent
///   -> 5 fetched, or checked          once for all who want it meanwhile; sent as it comes
/// </code>
/// What is kept is only what the proxy itself got from the origin: no request has a body, and none of its headers but
/// the name of the tool reaches the origin where the answer is for everybody.
/// </remarks>
internal sealed class ProxyRequests(
    LeaseTable leases,
    PackageStore store,
    Freshness freshness,
    Fetcher fetcher,
    PassedOn passedOn,
    PackageCacheOptions options,
    BuildMeasurements? measurements)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Answers a request.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        try
        {
            // 1 and 2.
            if (leases.Find(context.Request.Headers.ProxyAuthorization) is not { } lease)
            {
                context.Response.Headers.ProxyAuthenticate = "Basic realm=\"imaginator\"";
                Refuse(context, StatusCodes.Status407ProxyAuthenticationRequired, "The package cache is for builds");
            }
            else if (ProxyTarget.Read(context, options.DeniedPorts, out var refusal) is not { } target)
            {
                Refuse(context, refusal.Status, refusal.Reason);
            }
            else
            {
                await ServeAsync(context, target, lease);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
            return;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            if (context.Response.HasStarted)
            {
                // Whoever reads must not take what has come for all.
                context.Abort();
                return;
            }

            Refuse(context, StatusCodes.Status502BadGateway, e.Message);
        }
    }

    private async Task ServeAsync(HttpContext context, ProxyTarget target, Lease lease)
    {
        // 3.
        var key = new CacheKey(target.Address, CacheKey.HashOf(lease.Upstream));
        if (key.Kind == RepositoryFileKind.Other || IsPersonal(context.Request))
        {
            await passedOn.AskAsync(context, target, lease, bytes => Count(lease, false, bytes));
            return;
        }

        // 4.
        var insists = InsistsOnOrigin(context.Request);
        using (var cached = store.Open(key))
        {
            if (cached is not null && !insists && freshness.IsFresh(key, cached))
            {
                await SendAsync(context, target, cached, lease);
                return;
            }
        }

        if (target.IsHead)
        {
            await passedOn.AskAsync(context, target, lease, _ => { });
            return;
        }

        // 5.
        var download = fetcher.Join(key, lease.Upstream, context.Request.Headers.UserAgent, insists, out var isFirst);
        try
        {
            var start = await download.Start.WaitAsync(context.RequestAborted);
            await SendAsync(context, target, download, start, lease, isFirst);
        }
        finally
        {
            download.Leave();
        }
    }

    private async Task SendAsync(
        HttpContext context, ProxyTarget target, Download download, DownloadStart start, Lease lease, bool isFirst)
    {
        if (start is DownloadStart.Growing growing)
        {
            SetHead(context.Response, growing.Head, growing.Length);
            await CopyAsync(context, download.ReadAsync, growing.Length, bytes => Count(lease, !isFirst, bytes));
            return;
        }

        if (start is DownloadStart.Unchanged)
        {
            using var cached = store.Open(download.Key);
            if (cached is not null)
            {
                await SendAsync(context, target, cached, lease);
                return;
            }
        }

        using var response = download.TakeUnshared();
        await (response is null
            ? passedOn.AskAsync(context, target, lease, bytes => Count(lease, false, bytes))
            : passedOn.AnswerAsync(context, target, response, bytes => Count(lease, false, bytes)));
    }

    private async Task SendAsync(HttpContext context, ProxyTarget target, CachedFile cached, Lease lease)
    {
        SetHead(context.Response, cached.Head, cached.Length);
        if (IsKnown(context.Request, cached.Head))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            context.Response.ContentLength = null;
            Count(lease, true, 0);
            return;
        }

        if (!target.IsHead)
        {
            await CopyAsync(context, cached.ReadAsync, cached.Length, bytes => Count(lease, true, bytes));
        }
    }

    /// <summary>Sends contents. They are counted before the last piece goes: with it, the command may end.</summary>
    private static async Task CopyAsync(
        HttpContext context,
        Func<Memory<byte>, long, CancellationToken, ValueTask<int>> read,
        long? length,
        Action<long> served)
    {
        var offset = 0L;
        while (true)
        {
            var memory = context.Response.BodyWriter.GetMemory(BufferSize);
            var count = await read(memory, offset, context.RequestAborted);
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

    private void Count(Lease lease, bool isCached, long bytes)
    {
        lease.Served(isCached, bytes);
        measurements?.PackageServed(isCached, bytes);
    }

    /// <summary>Whether the answer may depend on who asks.</summary>
    private static bool IsPersonal(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Headers.Cookie.Count > 0;

    /// <summary>
    /// Whether nothing but the origin's answer will do. apt says <c>max-age=0</c> of every list, which says nothing of what
    /// its user wants, and <c>no-cache</c> where that is configured (<c>Acquire::http::No-Cache</c>).
    /// </summary>
    private static bool InsistsOnOrigin(HttpRequest request) =>
        CacheControlHeaderValue.TryParse(request.Headers.CacheControl.ToString(), out var control)
        && (control.NoCache || control.NoStore);

    private static bool IsKnown(HttpRequest request, FileHead head)
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

        // Package tools show what stands here, and not what an answer contains.
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase =
            new string([.. reason.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?')]);
    }
}
