using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Srpc.Access;

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
            var text = Read(certificateFile);
            var key = Read(keyFile);
            var all = new X509Certificate2Collection();
            all.ImportFromPem(text);
            var fault = (all.Count > 0 ? PemFile.FindFault(all[0]) : null) ?? PemFile.FindKeyFault(key);
            return fault is not null
                ? throw new CryptographicException(fault)
                : new ClientCertificate(X509Certificate2.CreateFromPem(text, key), [.. all.Skip(1)]);
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

    private static string Read(string file)
    {
        try
        {
            return PemFile.Read(file);
        }
        catch (IOException exception)
        {
            // Which of the two files it is.
            throw new IOException($"{file}: {exception.Message}", exception);
        }
    }
}
