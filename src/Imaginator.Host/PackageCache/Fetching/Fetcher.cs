using System.Globalization;
using System.Net;
using Imaginator.Host.PackageCache.Repositories;
using Imaginator.Host.PackageCache.Storage;
using Imaginator.Linux;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.PackageCache.Fetching;

/// <summary>
/// Fetches files into the cache. A file that several want at once is fetched once; nobody waits for more of it than he is
/// sent next. Thread-safe.
/// </summary>
internal sealed class Fetcher(
    PackageStore store, Freshness freshness, Origins origins, PackageCacheOptions options, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    // An answer that depends on anything else is not the same for all builds.
    private static readonly string[] HarmlessVariations = ["Accept-Encoding", "Accept", "User-Agent", "Origin"];

    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, (Download Download, Task Work)> _running = [];

    /// <summary>Takes part in the download of a file, which begins if there is none.</summary>
    /// <param name="key">The file.</param>
    /// <param name="upstream">The proxy to fetch it by; null for none.</param>
    /// <param name="userAgent">Who asks, as far as it says.</param>
    /// <param name="insists">Whether the origin is asked in any case.</param>
    /// <param name="isFirst">Whether it began just now.</param>
    /// <returns>The download; the caller leaves it.</returns>
    public Download Join(CacheKey key, Uri? upstream, string? userAgent, bool insists, out bool isFirst)
    {
        lock (_lock)
        {
            if (_running.TryGetValue(key, out var running)
                && !freshness.IsOvertaken(key, running.Download.AskedAt)
                && running.Download.TryJoin())
            {
                isFirst = false;
                return running.Download;
            }

            var download = new Download(key, time.GetUtcNow());
            download.TryJoin();
            _running[key] = (download, Task.Run(() => RunAsync(download, upstream, userAgent, insists)));
            isFirst = true;
            return download;
        }
    }

    /// <summary>Waits until what was fetched is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_lock)
        {
            running = [.. _running.Values.Select(pair => pair.Work)];
        }

        await Task.WhenAll(running).WaitAsync(Farewell, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(Download download, Uri? upstream, string? userAgent, bool insists)
    {
        try
        {
            await FetchAsync(download, upstream, userAgent, insists);
        }
        catch (OperationCanceledException e)
        {
            // Nobody wants it any more.
            download.Fail(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException
            or UnauthorizedAccessException or LinuxException)
        {
            PackageCacheLog.NotFetched(logger, download.Key.Address.GetLeftPart(UriPartial.Path), e.Message);
            download.Fail(e);
        }
        finally
        {
            Forget(download);

            // For whatever else went wrong: nobody may wait for ever.
            download.Fail(new IOException("the download ended"));
            download.End();
        }
    }

    private async Task FetchAsync(Download download, Uri? upstream, string? userAgent, bool insists)
    {
        var key = download.Key;
        var cancellationToken = download.Abandoned;
        using var known = store.Open(key);
        if (known is not null && !insists && freshness.IsFresh(key, known))
        {
            // Another download of it has ended just now.
            download.BeginUnchanged();
            return;
        }

        using var request = RequestFor(key, known?.Head, userAgent);
        var response = await origins.SendAsync(request, upstream, cancellationToken);
        if (known is not null && response.StatusCode == HttpStatusCode.NotModified)
        {
            response.Dispose();
            store.MarkChecked(key, download.AskedAt);
            download.BeginUnchanged();
            return;
        }

        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone && key.Kind != RepositoryFileKind.Index)
        {
            freshness.Distrust(key);
        }

        if (HeadOf(key, response) is not { } head || !HeadFormat.Fits(head) || TryBegin(key) is not { } file)
        {
            download.BeginUnshared(response);
            return;
        }

        // What an index says holds for whatever is asked for next: nobody may have read it before it is in the cache.
        var holdsBack = key.Kind == RepositoryFileKind.Index;
        long length;
        using (response)
        {
            download.BeginGrowing(file, head, response.Content.Headers.ContentLength);
            length = await origins.CopyAsync(
                response,
                async (piece, offset) =>
                {
                    await file.WriteAsync(piece, offset, cancellationToken);
                    if (!holdsBack)
                    {
                        download.Grew(offset + piece.Length);
                    }
                },
                cancellationToken);
        }

        download.HasAll();
        if (key.Kind == RepositoryFileKind.Index && known is not null
            && await SameContents.IsSoAsync(known, file, length, cancellationToken))
        {
            // The origin cannot tell, but it is the same as before: what follows from it need not be asked for again.
            store.MarkChecked(key, download.AskedAt);
        }
        else
        {
            Keep(key, file, head, download.AskedAt);
        }

        Forget(download);
        download.Complete(length);
    }

    /// <summary>Nobody joins it any more.</summary>
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

    private IncomingFile? TryBegin(CacheKey key)
    {
        try
        {
            return store.Begin();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The build gets it all the same.
            PackageCacheLog.NotKept(logger, key.Address.AbsoluteUri, e.Message);
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
            // Whoever wanted it has it.
            PackageCacheLog.NotKept(logger, key.Address.AbsoluteUri, e.Message);
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

    /// <summary>What is known of the contents of an answer; null if they are not for everybody, or too long.</summary>
    private FileHead? HeadOf(CacheKey key, HttpResponseMessage response)
    {
        var control = response.Headers.CacheControl;
        var contents = response.Content.Headers;
        if (response.StatusCode != HttpStatusCode.OK
            || control is { NoStore: true } or { Private: true }
            || contents.ContentEncoding.Count > 0
            || contents.ContentLength > options.MaximumBytes / 2
            || response.Headers.Contains("Set-Cookie")
            || !response.Headers.Vary.All(name => HarmlessVariations.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            return null;
        }

        return new FileHead
        {
            Url = key.Address.AbsoluteUri,
            Upstream = key.Upstream,
            ContentType = contents.ContentType?.ToString(),
            ETag = response.Headers.ETag?.ToString(),
            LastModified = contents.LastModified,
        };
    }
}
