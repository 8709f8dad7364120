using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>An authority that issues certificates for tests.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2060, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private int _serial;

    public TestAuthority(string name)
    {
        Certificate = RequestFor(name, _key).CreateSelfSigned(NotBefore, NotAfter);
    }

    private TestAuthority(X509Certificate2 certificate, ECDsa key)
    {
        Certificate = certificate;
        _key = key;
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>An authority that this one vouches for.</summary>
    public TestAuthority IssueAuthority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestFor(name, key);
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        return new TestAuthority(
            request.Create(Certificate, NotBefore, NotAfter, BitConverter.GetBytes(++_serial))
                .CopyWithPrivateKey(key),
            key);
    }

    public X509Certificate2 IssueClient(
        string name, IReadOnlyList<string>? methods = null, IReadOnlyList<string>? groups = null,
        bool hasExpired = false, bool isSelfSigned = false, DateTimeOffset? notBefore = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            name.Length == 0 ? "O=nobody" : $"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        AddStrings(request, "1.3.6.1.4.1.9586.100.7.1", methods);
        AddStrings(request, "1.3.6.1.4.1.9586.100.7.2", groups);
        var notAfter = hasExpired ? NotBefore.AddYears(1) : NotAfter;
        using var certificate = isSelfSigned
            ? request.CreateSelfSigned(notBefore ?? NotBefore, notAfter)
            : request.Create(Certificate, notBefore ?? NotBefore, notAfter, BitConverter.GetBytes(++_serial));
        using var withKey = isSelfSigned ? null : certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12((withKey ?? certificate).Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private static CertificateRequest RequestFor(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static void AddStrings(CertificateRequest request, string oid, IReadOnlyList<string>? strings)
    {
        if (strings is null)
        {
            return;
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var text in strings)
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
            }
        }

        request.CertificateExtensions.Add(new X509Extension(oid, writer.Encode(), false));
    }
}
