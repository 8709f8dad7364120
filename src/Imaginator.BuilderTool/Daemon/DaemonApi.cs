using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.BuilderTool.Daemon;

/// <summary>
/// Asks the HTTP API of the daemon that the flags name, for what the RPC service has no method: by HTTPS where there is a
/// certificate and the daemon has one, otherwise by HTTP.
/// </summary>
internal sealed class DaemonApi : IDisposable
{
    private const string Root = "/api/v1/";

    /// <summary>By this programs say that no page of some web site sends the request.</summary>
    private const string RequestHeader = "X-Imaginator-Request";

    private const int LargestAnswer = 64 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly string _authority;
    private bool _isSecure;

    /// <summary>Creates a client. It connects when it is used.</summary>
    /// <param name="context">The flags and the clock.</param>
    /// <exception cref="ImaginatorException">The certificates cannot be used.</exception>
    public DaemonApi(CommandContext context)
    {
        var certificates = new ClientCertificateFiles(
            null, null, context.Flags.Get(CertificateFlags.CertificateDirectory), context.Time).Get();
        _isSecure = certificates.Count > 0;
        var builder = new UriBuilder
        {
            Host = context.Flags.Get(ConnectionFlags.Hostname), Port = context.Flags.Get(ConnectionFlags.PortNumber),
        };
        _authority = builder.Uri.Authority;
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                // As with SRPC: the certificates of servers prove nothing.
#pragma warning disable CA5359 // see above
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
                LocalCertificateSelectionCallback = (_, _, _, _, issuers) => Choose(certificates, issuers)!,
            },
        })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        _http.DefaultRequestHeaders.Add(RequestHeader, "builder-tool");
    }

    /// <summary>Gets something.</summary>
    /// <param name="path">What, below the API's root.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The JSON.</returns>
    /// <exception cref="ImaginatorException">There is no such thing, or no daemon.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Get, path, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync<JsonElement>(answer, cancellationToken);
    }

    /// <summary>Gets a text.</summary>
    /// <param name="path">What, below the API's root.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ImaginatorException">There is no such thing, or no daemon.</exception>
    public async Task CopyAsync(string path, Stream output, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Get, path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await answer.Content.CopyToAsync(output, cancellationToken);
    }

    /// <summary>Has something done.</summary>
    /// <param name="path">What, below the API's root.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ImaginatorException">It was not done.</exception>
    public async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Post, path, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static X509Certificate2? Choose(IReadOnlyList<ClientCertificate> certificates, string[] acceptableIssuers) =>
        (certificates.FirstOrDefault(known => acceptableIssuers.Contains(known.Certificate.Issuer))
            ?? (certificates is [var first, ..] ? first : null))?.Certificate;

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(method, path, completion, cancellationToken);
        }
        catch (HttpRequestException e) when (_isSecure && e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            // A daemon without certificates: with SRPC, too, the plain connection comes next.
            _isSecure = false;
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }

        try
        {
            return await SendOnceAsync(method, path, completion, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, string path, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{(_isSecure ? "https" : "http")}://{_authority}{Root}{path}");
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, completion, cancellationToken);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImaginatorException(
                $"the imaginator at {_authority} did not answer within {Patience.TotalSeconds:0} s", e);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw new ImaginatorException(await ExplainAsync(answer, cancellationToken));
        }
    }

    private ImaginatorException Unreachable(HttpRequestException e) => new(
        $"Cannot reach the imaginator at {_authority}: {e.GetBaseException().Message}. Name another place with "
        + $"-{ConnectionFlags.Hostname.Name} and -{ConnectionFlags.PortNumber.Name}.",
        e);

    private async Task<string> ExplainAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            var problem = await ReadAsync<JsonElement>(answer, cancellationToken);
            if (problem.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String)
            {
                return detail.GetString()!;
            }
        }

        return $"the imaginator at {_authority} has no such address: HTTP status {(int)answer.StatusCode}. Is it of another version?";
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return (await answer.Content.ReadFromJsonAsync<T>(cancellationToken))!;
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            throw new ImaginatorException($"the imaginator at {_authority} answers something that is not understood: {e.Message}", e);
        }
    }
}
