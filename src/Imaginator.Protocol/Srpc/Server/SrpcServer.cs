using System.Collections.Frozen;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Srpc.Access;
using Microsoft.Extensions.Logging;

namespace Imaginator.Protocol.Srpc.Server;

/// <summary>
/// Serves connections after an HTTP server has recognized the start of a CONNECT request. Independent of that HTTP
/// server.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class SrpcServer
{
    private readonly SrpcServerOptions _options;
    private readonly FrozenDictionary<string, SrpcService> _services;
    private readonly ILogger<SrpcServer> _logger;
    private readonly bool _hasUnauthenticatedMethods;

    /// <summary>Creates a server.</summary>
    public SrpcServer(SrpcServerOptions options, IEnumerable<SrpcService> services, ILogger<SrpcServer> logger)
    {
        _options = options;
        _services = services.Append(BuiltInService.Create()).ToFrozenDictionary(service => service.Name);
        _hasUnauthenticatedMethods = _services.Values
            .Where(service => service.Name.Length > 0)
            .SelectMany(service => service.Methods.Values)
            .Any(method => method.IsUnauthenticated);
        _logger = logger;
    }

    /// <summary>Lists the names of all methods, or of the public ones, sorted, for two helper pages.</summary>
    public IReadOnlyList<string> ListMethods(bool publicOnly) =>
    [
        .. _services.Values
            .SelectMany(service => service.Methods.Values
                .Where(method => method.IsPublic || !publicOnly)
                .Select(method => $"{service.Name}.{method.Name}"))
            .Order(StringComparer.Ordinal),
    ];

    /// <inheritdoc cref="HandleAsync(Stream, ReadOnlyMemory{byte}, EndPoint?, SrpcAdmission, CancellationToken)"/>
    public Task HandleAsync(Stream stream, ReadOnlyMemory<byte> peeked, EndPoint? remote, CancellationToken cancellationToken) =>
        HandleAsync(stream, peeked, remote, SrpcAdmission.Open, cancellationToken);

    /// <summary>Serves a connection to its end. The caller owns the stream and closes it afterwards.</summary>
    /// <returns>Completes when the connection is finished; fails only if it is canceled.</returns>
    public async Task HandleAsync(
        Stream stream, ReadOnlyMemory<byte> peeked, EndPoint? remote, SrpcAdmission admission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(admission);
        var isEstablished = false;
        try
        {
            using var handshake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            handshake.CancelAfter(_options.HandshakeTimeout);
            var input = new InputBuffer(stream, peeked.Span);
            var request = await SrpcConnectRequest.ReadAsync(input, handshake.Token);
            var tls = _options.GetTls();
            var answer = Decide(request, tls);
            await stream.WriteAsync(answer.ToBytes(_options.TimeProvider), handshake.Token);
            await stream.FlushAsync(handshake.Token);
            if (!answer.IsSuccess)
            {
                return;
            }

            if (!request.IsTls)
            {
                isEstablished = true;
                var mode = new SrpcConnectionMode(tls is null, request.DoNotUsePowers);
                await ServeAsync(input, stream, SrpcIdentity.Anonymous, mode, remote, admission, cancellationToken);
                return;
            }

            var secured = new SslStream(stream, leaveInnerStreamOpen: true);
            await using (secured)
            {
                var caller = await AuthenticateAsync(secured, tls!, handshake.Token);
                isEstablished = true;
                await ServeAsync(
                    new InputBuffer(secured), secured, caller, new SrpcConnectionMode(false, request.DoNotUsePowers),
                    remote, admission, cancellationToken);
            }
        }
        catch (OperationCanceledException exception) when (isEstablished && !cancellationToken.IsCancellationRequested)
        {
            // The connection was closed from outside; its token can follow.
            SrpcServerLog.ConnectionEnded(_logger, remote, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            SrpcServerLog.HandshakeTimedOut(_logger, remote, _options.HandshakeTimeout.TotalSeconds);
        }
        catch (Exception exception) when (exception is AuthenticationException or CryptographicException)
        {
            SrpcServerLog.CertificateRefused(_logger, remote, exception.Message);
        }
        catch (Exception exception) when (
            exception is IOException or SocketException or InvalidDataException or ImaginatorException or ObjectDisposedException)
        {
            // Kestrel makes an IOException of a connection that was reset, but not of one that timed out or has no route any more.
            SrpcServerLog.ConnectionEnded(_logger, remote, exception.Message);
        }
    }

    // In the same order as Go servers, which decides the response if a request has several faults.
    private SrpcConnectAnswer Decide(SrpcConnectRequest request, SrpcServerTls? tls) => request switch
    {
        { Kind: SrpcRequestKind.Malformed } => SrpcConnectAnswer.BadRequest,
        { Kind: SrpcRequestKind.UnknownPath } => SrpcConnectAnswer.NotFound,
        { IsTls: true } when tls is null => SrpcConnectAnswer.NotFound,
        { Kind: SrpcRequestKind.NotConnect } => SrpcConnectAnswer.BadRequest,
        { IsTls: false } when tls is not null && !_hasUnauthenticatedMethods => SrpcConnectAnswer.MethodNotAllowed,
        { Kind: SrpcRequestKind.BadQuery } => SrpcConnectAnswer.BadRequest,
        _ => SrpcConnectAnswer.Connected,
    };

    private static async Task<SrpcIdentity> AuthenticateAsync(
        SslStream stream, SrpcServerTls tls, CancellationToken cancellationToken)
    {
        IReadOnlyList<X509Certificate2>? verified = null;
        await stream.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = tls.Certificate,
                ClientCertificateRequired = true,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                    certificate is X509Certificate2 leaf
                    && (verified = tls.Verifier.Verify(leaf, GetSent(chain))) is not null,
            },
            cancellationToken);
        return tls.Verifier.ReadIdentity(
            verified ?? throw new AuthenticationException("the client sent no certificate"));
    }

    private static X509Certificate2Collection GetSent(X509Chain? chain) =>
        chain is null ? [] : chain.ChainPolicy.ExtraStore;

    private async Task ServeAsync(
        InputBuffer input, Stream stream, SrpcIdentity caller, SrpcConnectionMode mode, EndPoint? remote,
        SrpcAdmission admission, CancellationToken cancellationToken)
    {
        if (!admission.Admit(mode.EverythingIsPermitted || !ReferenceEquals(caller, SrpcIdentity.Anonymous)))
        {
            SrpcServerLog.TooManyConnections(_logger, remote);
            return;
        }

        var connection = new SrpcServerConnection(
            _services, _options.Access, input, new OutputBuffer(stream) { StallLimit = _options.ProgressTimeout }, caller, mode, remote,
            _options.Measurements, _options.OnDenied, _logger);
        using var open = _options.Measurements?.Connected();
        await connection.RunAsync(admission.Closing, cancellationToken);
    }
}
