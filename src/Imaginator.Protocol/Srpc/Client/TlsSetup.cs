using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Buffers;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>Establishes TLS on a connection, with a client certificate.</summary>
internal static class TlsSetup
{
    /// <summary>Runs the handshake, and checks that the server has accepted the client certificate.</summary>
    /// <exception cref="SrpcException">The server does not accept the certificate, or its own is not the expected one.</exception>
    /// <exception cref="ClosedAfterCertificateException">The connection ended where a server refuses a certificate.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task RunAsync(
        SslStream stream, string host, int port, IReadOnlyList<ClientCertificate> certificates,
        SrpcClientOptions options, CancellationToken cancellationToken)
    {
        var chosen = certificates[0].Certificate;
        string? serverFault = null;
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,

            // By protocol, the certificates of servers prove nothing, and servers often generate them at startup: they are verified
            // only if the user states who issues them.
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                serverFault = options.ServerVerifier?.FindFault(certificate as X509Certificate2, chain, host);
                return serverFault is null;
            },
        };
        if (certificates is [var only])
        {
            tls.ClientCertificateContext =
                SslStreamCertificateContext.Create(only.Certificate, only.Intermediates, offline: true);
        }
        else
        {
            // If there are several certificates, the server's hint decides; intermediates cannot be sent in this case.
            tls.LocalCertificateSelectionCallback = (_, _, _, _, issuers) => chosen = Choose(certificates, issuers);
        }

        try
        {
            await stream.AuthenticateAsClientAsync(tls, cancellationToken);
        }
        catch (AuthenticationException exception) when (serverFault is not null)
        {
            throw new SrpcException(
                SrpcError.UntrustedServer, $"the certificate of {host}:{port} is not trusted: {serverFault}", exception);
        }
        catch (Exception exception) when (exception is AuthenticationException || (exception is IOException && !IsBroken(exception)))
        {
            throw NotAccepted(host, port, Describe(chosen, options.TimeProvider), exception);
        }

        try
        {
            // With TLS 1.3, the handshake ends before the server has verified the client certificate: check with a ping. The
            // connection to return has no state of this one: the ping consumes all that the server sends.
            var connection = new SrpcConnection(stream, new InputBuffer(stream), options.TimeProvider);
            await connection.PingAsync(cancellationToken);
        }
        catch (SrpcException exception) when (IsBroken(exception) && !HasExpired(chosen, options.TimeProvider))
        {
            throw new ClosedAfterCertificateException(Describe(chosen, options.TimeProvider), exception);
        }
        catch (SrpcException exception)
        {
            throw NotAccepted(host, port, Describe(chosen, options.TimeProvider), exception);
        }
    }

    private static SrpcException NotAccepted(string host, int port, string certificate, Exception exception) =>
        new(SrpcError.BadCertificate, $"{host}:{port} does not accept the client certificate {certificate}", exception);

    // A refusal arrives as an alert, an error of the TLS library. Without one, the connection ended or was reset.
    private static bool IsBroken(Exception exception)
    {
        var last = exception;
        while (last.InnerException is { } inner)
        {
            last = inner;
        }

        return last is SocketException or IOException or ObjectDisposedException;
    }

    private static X509Certificate2 Choose(IReadOnlyList<ClientCertificate> certificates, string[] acceptableIssuers) =>
        (certificates.FirstOrDefault(known => acceptableIssuers.Contains(known.Certificate.Issuer)) ?? certificates[0])
        .Certificate;

    private static bool HasExpired(X509Certificate2 certificate, TimeProvider timeProvider) =>
        certificate.NotAfter.ToUniversalTime() < timeProvider.GetUtcNow().UtcDateTime;

    private static string Describe(X509Certificate2 certificate, TimeProvider timeProvider) =>
        HasExpired(certificate, timeProvider)
            ? $"\"{certificate.Subject}\": it expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC"
            : $"\"{certificate.Subject}\", issued by \"{certificate.Issuer}\"";
}
