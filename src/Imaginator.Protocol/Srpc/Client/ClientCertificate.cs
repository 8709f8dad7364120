using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>A client certificate with its key.</summary>
/// <param name="Certificate">The certificate with its key.</param>
/// <param name="Intermediates">The intermediate certificates that are sent with it; usually none.</param>
public sealed record ClientCertificate(X509Certificate2 Certificate, X509Certificate2Collection Intermediates)
{
    /// <summary>Creates a client certificate without intermediates.</summary>
    public ClientCertificate(X509Certificate2 certificate) : this(certificate, [])
    {
    }

    /// <summary>Loads a client certificate from PEM files.</summary>
    /// <exception cref="SrpcException">A file cannot be read, or the certificate and the key do not match.</exception>
    public static ClientCertificate Load(string certificateFile, string keyFile)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(certificateFile);
            var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            return new ClientCertificate(certificate, [.. all.Skip(1)]);
        }
        catch (Exception exception) when (
            exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new SrpcException(
                SrpcError.BadCertificate,
                $"cannot load the client certificate {certificateFile} with the key {keyFile}: {exception.Message.TrimEnd('.')}; "
                + "both must be readable PEM files, and the key must belong to the certificate",
                exception);
        }
    }
}
