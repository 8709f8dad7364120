using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Imaginator.Hosting.Programs;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.BuilderTool.Connection;

/// <summary>
/// A client of the daemon's HTTP API, for operations without an RPC method. It uses HTTPS if there is a client certificate and the
/// daemon has a certificate, otherwise HTTP.
/// </summary>
internal sealed class DaemonApi : IDisposable
{
    private const string Root = "/api/v1/";

    /// <summary>The header proves that the request is not sent by a page of another web site.</summary>
    private const string RequestHeader = "X-Imaginator-Request";

    private const int MaximumAnswerBytes = 64 * 1024 * 1024;

    private const int BufferBytes = 64 * 1024;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly string _authority;
    private readonly bool _mustBeSecure;
    private bool _isSecure;

    /// <summary>The client connects when it is used.</summary>
    public DaemonApi(CommandContext context)
    {
        var certificates = new ClientCertificateFiles(
            null, null, context.Flags.Get(ClientCertificateFlags.CertificateDirectory), context.Time).Get();
        var verifier = ServerVerifier.Load(context.Flags.Get(ClientCertificateFlags.ServerAuthorityFile), context.Time);
        _mustBeSecure = verifier is not null;
        _isSecure = _mustBeSecure || certificates.Count > 0;
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
                // As with SRPC, server certificates are verified only if the user states who issues them.
                RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                    verifier?.FindFault(certificate as X509Certificate2, chain, builder.Uri.DnsSafeHost) is null,
                LocalCertificateSelectionCallback = (_, _, _, _, issuers) => Choose(certificates, issuers)!,
            },
        })
        {
            Timeout = AnswerTimeout,
            MaxResponseContentBufferSize = MaximumAnswerBytes,
        };
        _http.DefaultRequestHeaders.Add(RequestHeader, "builder-tool");
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Get, path, HttpCompletionOption.ResponseContentRead, null, cancellationToken);
        return await ReadAsync<JsonElement>(answer, cancellationToken);
    }

    /// <summary>Copies an answer of any size.</summary>
    public async Task CopyAsync(string path, Action<ReadOnlyMemory<byte>> receive, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Get, path, HttpCompletionOption.ResponseHeadersRead, null, cancellationToken);
        await using var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            receive(buffer.AsMemory(0, count));
        }
    }

    public async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Post, path, HttpCompletionOption.ResponseContentRead, null, cancellationToken);
    }

    /// <summary>Sends an object as JSON.</summary>
    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(body, CommandJson.Options);
        using var answer = await SendAsync(
            HttpMethod.Post, path, HttpCompletionOption.ResponseContentRead, json, cancellationToken);
        return await ReadAsync<JsonElement>(answer, cancellationToken);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Delete, path, HttpCompletionOption.ResponseContentRead, null, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static X509Certificate2? Choose(IReadOnlyList<ClientCertificate> certificates, string[] acceptableIssuers) =>
        (certificates.FirstOrDefault(known => acceptableIssuers.Contains(known.Certificate.Issuer))
            ?? (certificates is [var first, ..] ? first : null))?.Certificate;

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpCompletionOption completion, string? json, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(method, path, completion, json, cancellationToken);
        }
        catch (HttpRequestException e) when (_isSecure && !_mustBeSecure && e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            // A daemon without certificates: as with SRPC, a plain connection is next.
            _isSecure = false;
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }

        try
        {
            return await SendOnceAsync(method, path, completion, json, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, string path, HttpCompletionOption completion, string? json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{(_isSecure ? "https" : "http")}://{_authority}{Root}{path}")
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, completion, cancellationToken);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ImaginatorException(
                $"the imaginator daemon at {_authority} did not answer within {AnswerTimeout.TotalSeconds:0} s", e);
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
        $"cannot connect to the imaginator daemon at {_authority}: {e.GetBaseException().Clause()}; check "
        + $"-{ConnectionFlags.Hostname.Name} and -{ConnectionFlags.PortNumber.Name}",
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

        return $"the imaginator daemon at {_authority} does not support the request: HTTP status {(int)answer.StatusCode}; "
            + "check that the versions of both programs match";
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return (await answer.Content.ReadFromJsonAsync<T>(cancellationToken))!;
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            throw new ImaginatorException($"invalid answer of the imaginator daemon at {_authority}: {e.Clause()}", e);
        }
    }
}
