using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.SystemTests.Site;

/// <summary>The certificates of a daemon in files, and clients' certificates of all kinds.</summary>
internal sealed class SiteCertificates : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _full = new("full");
    private readonly TestAuthority _identity = new("identity");

    public SiteCertificates()
    {
        Write("CA.pem", _full.Certificate.ExportCertificatePem());
        Write("IdentityCA.pem", _identity.Certificate.ExportCertificatePem());
        using var own = _full.IssueClient("imaginator");
        Write("cert.pem", own.ExportCertificatePem());
        Write("key.pem", KeyOf(own));
    }

    /// <summary>The daemon's flags.</summary>
    public string[] Flags =>
    [
        $"-CAfile={_directory.FullName}/CA.pem", $"-identityCAfile={_directory.FullName}/IdentityCA.pem",
        $"-certFile={_directory.FullName}/cert.pem", $"-keyFile={_directory.FullName}/key.pem",
    ];

    /// <summary>Issues a certificate with which methods can be called.</summary>
    /// <returns>The flag of builder-tool that names it.</returns>
    public string IssueFull(string name, string[] methods, bool hasExpired = false, bool isSelfSigned = false) =>
        Save(name, _full.IssueClient(name, methods, hasExpired: hasExpired, isSelfSigned: isSelfSigned));

    /// <summary>Issues a certificate that says who somebody is.</summary>
    /// <returns>The flag of builder-tool that names it.</returns>
    public string IssueIdentity(string name, string[]? methods = null, string[]? groups = null) =>
        Save(name, _identity.IssueClient(name, methods, groups));

    public void Dispose()
    {
        _full.Dispose();
        _identity.Dispose();
        _directory.Dispose();
    }

    private static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private string Save(string name, X509Certificate2 certificate)
    {
        using (certificate)
        {
            Directory.CreateDirectory(_directory.PathOf(name));
            Write($"{name}/{name}.cert", certificate.ExportCertificatePem());
            Write($"{name}/{name}.key", KeyOf(certificate));
        }

        return $"-certDirectory={_directory.FullName}/{name}";
    }

    private void Write(string name, string contents) => File.WriteAllText(_directory.PathOf(name), contents);
}
