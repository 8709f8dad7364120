using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Imaginator.Host.Rpc.Port;

/// <summary>
/// The TLS handshake of web pages and the API, with the newest certificate. Client certificates are optional; an untrusted
/// one ends the connection.
/// </summary>
internal static class HttpsHandshake
{
    public static TlsHandshakeCallbackOptions Options(CertificateStore certificates) => new()
    {
        OnConnection = context => ValueTask.FromResult(OptionsFor(context.Connection, certificates.Tls)),
    };

    private static SslServerAuthenticationOptions OptionsFor(BaseConnectionContext connection, SrpcServerTls tls) => new()
    {
        ServerCertificateContext = tls.Certificate,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            certificate is null || (certificate is X509Certificate2 leaf && Accept(connection, tls, leaf, chain)),
    };

    private static bool Accept(BaseConnectionContext connection, SrpcServerTls tls, X509Certificate2 leaf, X509Chain? chain)
    {
        if (tls.Verifier.Verify(leaf, chain?.ChainPolicy.ExtraStore ?? []) is not { } verified)
        {
            return false;
        }

        try
        {
            connection.Features.Set(new VerifiedIdentity(tls.Verifier.ReadIdentity(verified)));
            return true;
        }
        catch (CryptographicException)
        {
            // The certificate has unreadable extensions: as with SRPC, the connection ends.
            return false;
        }
    }
}
