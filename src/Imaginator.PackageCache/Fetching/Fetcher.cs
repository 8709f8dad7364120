using System.Globalization;
using System.Net;
using Imaginator.Linux;
using Imaginator.PackageCache.Configuration;
using Imaginator.PackageCache.Repositories;
using Imaginator.PackageCache.Storage;
using Microsoft.Extensions.Logging;

namespace Imaginator.PackageCache.Fetching;

/// <summary>
/// Fetches files into the cache. Concurrent requests for a file share one download, and each reader receives bytes as they
/// arrive. Thread-safe.
/// </summary>
internal sealed class Fetcher(
    PackageStore store, Freshness freshness, OriginClient origins, PackageCacheOptions options, TimeProvider timeProvider, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, (Download Download, Task Work)> _running = [];

    /// <summary>Joins the download of a file, or starts it; the caller leaves it at the end.</summary>
    public Download Join(
        CacheKey key,
        OriginRoute route,
        string? userAgent,
        bool bypassesCache,
        DateTimeOffset? checkedSince,
        KeptFileQuota quota,
        out bool isFirst)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(key, out var running)
                && !freshness.IsSuperseded(key, running.Download.AskedAt)
                && (checkedSince is null || running.Download.AskedAt >= checkedSince)
                && running.Download.TryJoin())
            {
                isFirst = false;
                return running.Download;
            }

            var download = new Download(key, timeProvider.GetUtcNow());
            download.TryJoin();
            _running[key] = (download, Task.Run(() => RunAsync(download, route, userAgent, bypassesCache, checkedSince, quota)));
            isFirst = true;
            return download;
        }
    }

    /// <summary>Waits until running downloads are in the cache, 2 s at most.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_lock)
        {
            running = [.. _running.Values.Select(pair => pair.Work)];
        }

        await Task.WhenAll(running).WaitAsync(ShutdownTimeout, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(
        Download download, OriginRoute route, string? userAgent, bool bypassesCache, DateTimeOffset? checkedSince, KeptFileQuota quota)
    {
        try
        {
            await FetchAsync(download, route, userAgent, bypassesCache, checkedSince, quota);
        }
        catch (OperationCanceledException e)
        {
            // The last reader left.
            download.Fail(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException
            or UnauthorizedAccessException or LinuxException)
        {
            FetchingLog.NotFetched(logger, download.Key.Address.GetLeftPart(UriPartial.Path), e.Message);
            download.Fail(e);
        }
        finally
        {
            Forget(download);

            // Readers must not wait indefinitely after an unexpected failure.
            download.Fail(new IOException("the download ended"));
            download.End();
        }
    }

    private async Task FetchAsync(
        Download download, OriginRoute route, string? userAgent, bool bypassesCache, DateTimeOffset? checkedSince, KeptFileQuota quota)
    {
        var key = download.Key;
        var cancellationToken = download.Abandoned;
        using var known = store.Open(key);
        if (known is not null && !bypassesCache && freshness.IsFresh(key, known, checkedSince))
        {
            // Another download of the file has just ended.
            download.BeginUnchanged();
            return;
        }

        using var request = RequestFor(key, known?.Head, userAgent);
        HttpResponseMessage response;
        try
        {
            response = await origins.SendAsync(request, route, cancellationToken);
        }
        catch (HttpRequestException e)
            when (known is not null && !bypassesCache && key.Kind == RepositoryFileKind.Index && freshness.IsFresh(key, known))
        {
            // A build that asks the repository can do with an index that is recent enough for others.
            FetchingLog.NotFetched(logger, key.Address.GetLeftPart(UriPartial.Path), e.Message);
            download.BeginUnchanged();
            return;
        }

        if (known is not null && response.StatusCode == HttpStatusCode.NotModified)
        {
            response.Dispose();
            store.MarkChecked(key, download.AskedAt);
            download.BeginUnchanged();
            return;
        }

        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone && key.Kind != RepositoryFileKind.Index)
        {
            freshness.Invalidate(key);
        }

        var stated = response.Content.Headers.ContentLength;
        var maximum = stated ?? (key.Kind == RepositoryFileKind.Index ? options.MaximumUnstatedIndexBytes : options.MaximumUnstatedBytes);
        if (HeadOf(key, response) is not { } head || !HeadFormat.Fits(head) || !quota.TryTake(key.Kind)
            || TryBegin(key, quota.Command, maximum) is not { } file)
        {
            download.BeginUnshared(response);
            return;
        }

        // An index decides about later requests: it must be in the cache before a build reads it.
        var holdsBack = key.Kind == RepositoryFileKind.Index;
        using var check = NamedHashCheck.Of(key);
        long length;
        using (response)
        {
            download.BeginGrowing(file, head, stated);
            length = await origins.CopyAsync(
                response,
                async (piece, offset) =>
                {
                    check?.Append(piece.Span);
                    await file.WriteAsync(piece, offset, cancellationToken);
                    if (!holdsBack)
                    {
                        download.ReportAvailable(offset + piece.Length);
                    }
                },
                cancellationToken,
                Math.Min(maximum, options.MaximumFileBytes));
        }

        download.MarkReceived();
        if (check?.IsRight() == false)
        {
            // The reader checks it too and reports it. Later requests must not receive it.
            FetchingLog.WrongHash(logger, key.Address.AbsoluteUri);
        }
        else if (key.Kind == RepositoryFileKind.Index && known is not null
            && await ContentComparison.AreEqualAsync(known, file, length, cancellationToken))
        {
            // The origin has no validators, but the contents are the same: files below this index stay fresh.
            store.MarkChecked(key, download.AskedAt);
        }
        else
        {
            Keep(key, file, head with { IsHashChecked = check is not null }, download.AskedAt);
            store.MarkUsed(key, quota.Command);
        }

        Forget(download);
        download.Complete(length);
    }

    /// <summary>Prevents further requests from joining the download.</summary>
    private void Forget(Download download)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(download.Key, out var running) && running.Download == download)
            {
                _running.Remove(download.Key);
            }
        }
    }

    private IncomingFile? TryBegin(CacheKey key, Guid command, long length)
    {
        try
        {
            return store.TryBegin(command, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The build still receives the file.
            FetchingLog.NotKept(logger, key.Address.AbsoluteUri, e.Message);
            return null;
        }
    }

    private void Keep(CacheKey key, IncomingFile file, FileHead head, DateTimeOffset askedAt)
    {
        try
        {
            store.Keep(key, file, head, askedAt);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            // The readers received the file.
            FetchingLog.NotKept(logger, key.Address.AbsoluteUri, e.Message);
        }
    }

    private static HttpRequestMessage RequestFor(CacheKey key, FileHead? known, string? userAgent)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, key.Address);
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("Cache-Control", "max-age=0");
        if (known?.ETag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known.ETag);
        }
        else if (known?.LastModified is { } lastModified)
        {
            request.Headers.TryAddWithoutValidation(
                "If-Modified-Since", lastModified.ToString("R", CultureInfo.InvariantCulture));
        }

        return request;
    }

    /// <summary>The head of the file in a response; null if the response is not shareable or too long.</summary>
    private FileHead? HeadOf(CacheKey key, HttpResponseMessage response)
    {
        var control = response.Headers.CacheControl;
        var contents = response.Content.Headers;
        if (response.StatusCode != HttpStatusCode.OK
            || control is { NoStore: true } or { Private: true }
            || contents.ContentEncoding.Count > 0
            || contents.ContentLength > options.MaximumBytes / 2
            || response.Headers.Contains("Set-Cookie")
            || SharedRequests.VaryOf(response) is not { } vary)
        {
            return null;
        }

        return new FileHead
        {
            Url = key.Address.AbsoluteUri,
            Upstream = key.Route,
            DeclaredKind = RepositoryAddress.KindOf(key.Address) == key.Kind ? null : key.Kind,
            ContentType = contents.ContentType?.ToString(),
            ETag = response.Headers.ETag?.ToString(),
            LastModified = contents.LastModified,
            Vary = vary,
        };
    }
}
