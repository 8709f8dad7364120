using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>Writes certificates as users have them.</summary>
internal static class PemFiles
{
    public static (string Certificate, string Key) Write(
        string directory, string name, X509Certificate2 certificate, params X509Certificate2[] intermediates)
    {
        var path = Path.Combine(directory, name);
        var all = new[] { certificate }.Concat(intermediates).Select(one => one.ExportCertificatePem());
        File.WriteAllText(path + ".cert", string.Join('\n', all));
        using var key = certificate.GetECDsaPrivateKey()!;
        using var exportable = ECDsa.Create();
        // The key of a loaded certificate leaves it only in this form.
        exportable.ImportEncryptedPkcs8PrivateKey(
            "p", key.ExportEncryptedPkcs8PrivateKey("p", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)), out _);
        File.WriteAllText(path + ".key", exportable.ExportPkcs8PrivateKeyPem());
        return (path + ".cert", path + ".key");
    }
}
