using System.Net;

namespace Imaginator.Hosting.Configuration;

/// <summary>Fetches the text of configuration from files and web servers.</summary>
internal sealed class ConfigurationFetcher(HttpClient http)
{
    // Ten thousand streams are 3 MiB.
    private const int SizeLimit = 64 * 1024 * 1024;

    /// <summary>Fetches a text.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its bytes; they belong to the caller.</returns>
    /// <exception cref="ImaginatorException">It cannot be had; the message does not name the source.</exception>
    public async Task<byte[]> FetchAsync(ConfigurationSource source, CancellationToken cancellationToken)
    {
        try
        {
            if (UrlScheme.Of(source.Url) is not { } scheme)
            {
                return await ReadFileAsync(source.Url, cancellationToken);
            }

            return scheme switch
            {
                "file" => await ReadFileAsync(new Uri(source.Url).LocalPath, cancellationToken),
                "http" or "https" => await DownloadAsync(source.Url, cancellationToken),
                _ => throw new ImaginatorException(
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

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return await BoundedText.ReadToEndAsync(file, SizeLimit, cancellationToken);
    }

    private async Task<byte[]> DownloadAsync(string url, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new ImaginatorException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await BoundedText.ReadToEndAsync(body, SizeLimit, cancellationToken);
    }
}
