using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Imaginator.BuilderTool.Certificates;

/// <summary>A CA that issues certificates with the extensions of Dominator's services.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuthenticationOid = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthenticationOid = "1.3.6.1.5.5.7.3.2";
    private const string PermittedMethodsOid = "1.3.6.1.4.1.9586.100.7.1";
    private const string GroupsOid = "1.3.6.1.4.1.9586.100.7.2";
    private const int SerialNumberLength = 16;

    private readonly ECDsa _key = NewKey();
    private readonly X509Certificate2 _certificate;
    private readonly DateTimeOffset _notBefore;

    /// <summary>Creates a CA with a new key.</summary>
    public CertificateAuthority(string name, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        _notBefore = notBefore;
        var request = NewRequest(name, _key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        _certificate = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), notBefore, notAfter, NewSerialNumber());
    }

    /// <summary>The certificate of the CA with its key.</summary>
    public IssuedCertificate ToIssued() => new(_certificate.ExportCertificatePem(), _key.ExportPkcs8PrivateKeyPem());

    /// <summary>Issues a certificate for a client, or for a daemon, which is both a server and a client of others.</summary>
    public IssuedCertificate Issue(CertificateSubject subject, DateTimeOffset notAfter)
    {
        using var key = NewKey();
        var request = NewRequest(subject.Name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        OidCollection usages = [new Oid(ClientAuthenticationOid)];
        if (!subject.HostNames.IsEmpty)
        {
            usages.Add(new Oid(ServerAuthenticationOid));
            request.CertificateExtensions.Add(NamesOf(subject.HostNames));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            _certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        AddStrings(request, PermittedMethodsOid, subject.PermittedMethods);
        AddStrings(request, GroupsOid, subject.Groups);
        using var certificate = request.Create(
            _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), _notBefore, notAfter, NewSerialNumber());
        return new IssuedCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest NewRequest(string name, ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static X509Extension NamesOf(ImmutableArray<string> hostNames)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in hostNames)
        {
            if (System.Net.IPAddress.TryParse(name, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }
        }

        return names.Build();
    }

    private static void AddStrings(CertificateRequest request, string oid, ImmutableArray<string> strings)
    {
        if (strings.IsEmpty)
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

        // Not critical: programs that do not know the extension would have to refuse the certificate.
        request.CertificateExtensions.Add(new X509Extension(oid, writer.Encode(), critical: false));
    }

    /// <summary>Random; Go rejects negative numbers and zero.</summary>
    private static byte[] NewSerialNumber()
    {
        var number = RandomNumberGenerator.GetBytes(SerialNumberLength);
        number[0] = (byte)((number[0] & 0x7F) | 0x40);
        return number;
    }
}
