using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Imaginator.Hosting.Permissions;
using Imaginator.Linux.Storage;

namespace Imaginator.Hosting.Configuration.Fetching;

/// <summary>Reads configuration from files and web servers.</summary>
internal sealed class ConfigurationFetcher(ConfigurationHttp http)
{
    // Ten thousand streams are 3 MiB.
    private const int SizeLimit = 64 * 1024 * 1024;

    public async Task<byte[]> FetchAsync(ConfigurationSource source, CancellationToken cancellationToken) =>
        (await FetchAsync(source, known: null, cancellationToken))!.Bytes;

    /// <summary>Returns null if a web server reports that the known version is still current.</summary>
    public async Task<ConfigurationText?> FetchAsync(
        ConfigurationSource source, ContentVersion? known, CancellationToken cancellationToken)
    {
        if (source.Fault is { } fault)
        {
            throw new ImaginatorException(fault);
        }

        try
        {
            if (source.FilePath is { } path)
            {
                return new ConfigurationText(await ReadFileAsync(path, cancellationToken));
            }

            return UrlScheme.Of(source.Url) switch
            {
                "http" or "https" => await DownloadAsync(source.Url, known, cancellationToken),
                null or "file" => throw new ImaginatorException("invalid URL; write file:///ABSOLUTE/PATH"),
                var scheme => throw new ImaginatorException(
                    $"unsupported URL scheme \"{scheme}\"; use a path or a URL with file:, http: or https:"),
            };
        }
        catch (UriFormatException e)
        {
            throw new ImaginatorException($"invalid URL: {e.Clause()}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImaginatorException("the file does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            throw new ImaginatorException($"cannot be read: {e.Clause()}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImaginatorException($"the server did not answer within {http.Timeout.TotalSeconds:0.##} s", e);
        }
    }

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        if (path.Length == 0)
        {
            throw new ImaginatorException("the path or URL is empty");
        }

        if (Directory.Exists(path))
        {
            throw new ImaginatorException("it is a directory; name a file");
        }

        if (FileTrust.FindPublicWriter(path) is { } fault)
        {
            throw new ImaginatorException($"is not used: {fault}");
        }

        await using var file = RegularFile.OpenRead(path);
        return await BoundedText.ReadToEndAsync(file, SizeLimit, cancellationToken);
    }

    private async Task<ConfigurationText?> DownloadAsync(
        string url, ContentVersion? known, CancellationToken cancellationToken)
    {
        using var request = CreateRequest(new Uri(url), known);
        // The timeout of the client ends with the headers; a server can send the body slowly without end.
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(http.Timeout);
        using var response = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
        {
            return null;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new ImaginatorException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        await using var body = await response.Content.ReadAsStreamAsync(timeout.Token);
        var bytes = await BoundedText.ReadToEndAsync(body, SizeLimit, timeout.Token);
        var version = new ContentVersion(response.Headers.ETag, response.Content.Headers.LastModified);
        return new ConfigurationText(bytes, version is { EntityTag: null, LastModified: null } ? null : version);
    }

    private static HttpRequestMessage CreateRequest(Uri url, ContentVersion? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (url.UserInfo.Length > 0)
        {
            // The client ignores the user in URLs. It does not send the header after a redirection.
            var credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }

        if (known?.EntityTag is { } tag)
        {
            request.Headers.IfNoneMatch.Add(tag);
        }

        request.Headers.IfModifiedSince = known?.LastModified;
        return request;
    }
}
