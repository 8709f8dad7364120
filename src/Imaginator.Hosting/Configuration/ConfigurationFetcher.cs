using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Imaginator.Hosting.Configuration;

/// <summary>Fetches the text of configuration from files and web servers.</summary>
/// <param name="http">The client for web servers.</param>
internal sealed class ConfigurationFetcher(ConfigurationHttp http)
{
    // Ten thousand streams are 3 MiB.
    private const int SizeLimit = 64 * 1024 * 1024;

    /// <summary>Fetches a text.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its bytes; they belong to the caller.</returns>
    /// <exception cref="ImaginatorException">It cannot be had; the message does not name the source.</exception>
    public async Task<byte[]> FetchAsync(ConfigurationSource source, CancellationToken cancellationToken) =>
        (await FetchAsync(source, known: null, cancellationToken))!.Bytes;

    /// <summary>Fetches a text unless a web server says that it is still the one we know.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="known">The version we know; null to have the text in any case.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The text; null if it is the version we know, which only web servers say.</returns>
    /// <exception cref="ImaginatorException">It cannot be had; the message does not name the source.</exception>
    public async Task<ConfigurationText?> FetchAsync(
        ConfigurationSource source, ContentVersion? known, CancellationToken cancellationToken)
    {
        try
        {
            if (source.FilePath is { } path)
            {
                return new ConfigurationText(await ReadFileAsync(path, cancellationToken));
            }

            return UrlScheme.Of(source.Url) switch
            {
                "http" or "https" => await DownloadAsync(source.Url, known, cancellationToken),
                null or "file" => throw new ImaginatorException("bad URL; write file:///ABSOLUTE/PATH"),
                var scheme => throw new ImaginatorException(
                    $"configuration is not read from URLs of scheme \"{scheme}\"; use a path, file:, http: or https:"),
            };
        }
        catch (UriFormatException e)
        {
            throw new ImaginatorException($"bad URL: {e.Message}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImaginatorException("the file does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            throw new ImaginatorException($"cannot be read: {e.Message}", e);
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
            throw new ImaginatorException("no path or URL is given");
        }

        if (Directory.Exists(path))
        {
            throw new ImaginatorException("it is a directory; name a file");
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return await BoundedText.ReadToEndAsync(file, SizeLimit, cancellationToken);
    }

    private async Task<ConfigurationText?> DownloadAsync(
        string url, ContentVersion? known, CancellationToken cancellationToken)
    {
        using var request = CreateRequest(new Uri(url), known);
        // The client's own timeout ends with the headers; a body may dribble for ever.
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
            // The client leaves it out by itself. The header is not sent to where a redirection leads.
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
