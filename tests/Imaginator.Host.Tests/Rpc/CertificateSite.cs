using System.Security.Cryptography.X509Certificates;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.Host.Tests.Rpc;

/// <summary>The certificates of a daemon in files.</summary>
internal sealed class CertificateSite : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public CertificateSite()
    {
        Write("CA.pem", Full.Certificate.ExportCertificatePem());
        Write("IdentityCA.pem", Identity.Certificate.ExportCertificatePem());
        WriteOwn("imaginator");
    }

    public TestAuthority Full { get; } = new("full");

    public TestAuthority Identity { get; } = new("identity");

    public CertificateFiles Files => new()
    {
        Authorities = PathOf("CA.pem"),
        IdentityAuthorities = PathOf("IdentityCA.pem"),
        Certificate = PathOf("cert.pem"),
        Key = PathOf("key.pem"),
    };

    public string[] Flags =>
    [
        $"-CAfile={PathOf("CA.pem")}", $"-identityCAfile={PathOf("IdentityCA.pem")}", $"-certFile={PathOf("cert.pem")}",
        $"-keyFile={PathOf("key.pem")}",
    ];

    public string PathOf(string name) => _directory.PathOf(name);

    public void Write(string name, string contents) => File.WriteAllText(PathOf(name), contents);

    /// <summary>Replaces the daemon's own certificate.</summary>
    public void WriteOwn(string name, bool hasExpired = false, DateTimeOffset? notBefore = null)
    {
        using var own = Full.IssueClient(name, hasExpired: hasExpired, notBefore: notBefore);
        using var key = own.GetECDsaPrivateKey()!;
        Write("cert.pem", own.ExportCertificatePem());
        Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        Full.Dispose();
        Identity.Dispose();
        _directory.Dispose();
    }
}
