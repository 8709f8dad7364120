using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Protocol.Tests.Srpc.Access;

public sealed class ClientCertificateVerifierTests : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string PermittedMethods = "1.3.6.1.4.1.9586.100.7.1";

    // A sequence of one string, "*.*".
    private static readonly byte[] AnyMethod = [0x30, 5, 0x0C, 3, (byte)'*', (byte)'.', (byte)'*'];
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2060, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TestAuthority _root = new("root");

    [Fact]
    public void Trusts_AnAuthorityOfTheFile_ThatSomebodyElseVouchesFor()
    {
        // As with Go, it need not be at the top: its own issuer is not needed.
        using var intermediate = _root.IssueAuthority("intermediate");
        using var client = intermediate.IssueClient("me");
        var verifier = Create(intermediate.Certificate);

        var chain = verifier.Verify(client, []);

        Assert.NotNull(chain);
        Assert.Equal(["CN=me", "CN=intermediate"], chain.Select(certificate => certificate.Subject));
        Assert.NotNull(verifier.Verify(client, [intermediate.Certificate, _root.Certificate]));
        Assert.NotNull(new ClientCertificateVerifier(
            [_root.Certificate, intermediate.Certificate], null, TimeProvider.System).Verify(client, []));
    }

    [Fact]
    public void Refuses_WhatSomebodyOfTheSameNameHasIssued()
    {
        using var intermediate = _root.IssueAuthority("intermediate");
        using var otherRoot = new TestAuthority("root");
        using var other = otherRoot.IssueAuthority("intermediate");
        using var client = other.IssueClient("me");
        using var expired = intermediate.IssueClient("me", hasExpired: true);
        var verifier = Create(intermediate.Certificate);

        Assert.Null(verifier.Verify(client, []));
        Assert.Null(verifier.Verify(client, [other.Certificate]));
        Assert.Null(verifier.Verify(client, [other.Certificate, otherRoot.Certificate, intermediate.Certificate]));
        Assert.Null(verifier.Verify(expired, []));
        Assert.Null(verifier.Verify(other.Certificate, []));
    }

    [Fact]
    public void Follows_WhatTheClientHasSent_ToAnAuthority()
    {
        using var intermediate = _root.IssueAuthority("intermediate");
        using var client = intermediate.IssueClient("me");

        Assert.NotNull(Create(_root.Certificate).Verify(client, [intermediate.Certificate]));
        Assert.Null(Create(_root.Certificate).Verify(client, []));
    }

    [Fact]
    public void Refuses_WhatOthersHaveIssued()
    {
        using var other = new TestAuthority("root");
        using var intermediate = other.IssueAuthority("intermediate");
        using var client = intermediate.IssueClient("me");
        using var selfSigned = _root.IssueClient("me", isSelfSigned: true);
        using var expired = _root.IssueClient("me", hasExpired: true);
        var verifier = Create(_root.Certificate);

        Assert.Null(verifier.Verify(client, [intermediate.Certificate]));
        Assert.Null(verifier.Verify(client, [intermediate.Certificate, other.Certificate]));
        Assert.Null(verifier.Verify(selfSigned, []));
        Assert.Null(verifier.Verify(selfSigned, [selfSigned]));
        Assert.Null(verifier.Verify(expired, []));
    }

    [Fact]
    public void Refuses_AForgery_ThatClaimsTheAuthoritysVeryKey()
    {
        // Name and key identifier are the authority's, so that it is found as the issuer. Only the signature is not.
        using var intermediate = _root.IssueAuthority("intermediate");
        using var forgersKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestFor("me", forgersKey, ClientAuthentication);
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(intermediate.Certificate, true, false));
        using var forged = request.Create(
            intermediate.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(forgersKey), NotBefore, NotAfter, [1]);

        Assert.Null(Create(intermediate.Certificate).Verify(forged, []));
        Assert.Null(Create(intermediate.Certificate).Verify(forged, [_root.Certificate]));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("expired")]
    [InlineData("no authority")]
    [InlineData("for servers only")]
    [InlineData("may not sign")]
    public void Refuses_AnAuthorityOfTheFile_WithWhichSomethingIsWrong(string fault)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestFor("intermediate", key, fault == "for servers only" ? ServerAuthentication : null);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(fault != "no authority", false, 0, true));
        if (fault == "may not sign")
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        }

        using var publicPart = request.Create(
            _root.Certificate, NotBefore, fault == "expired" ? NotBefore.AddYears(1) : NotAfter, [1]);
        using var client = Issue(publicPart, key, ClientAuthentication);

        Assert.Equal(fault == "nothing", Create(publicPart).Verify(client, []) is not null);
        Assert.Equal(fault == "nothing", Create(publicPart).Verify(client, [publicPart]) is not null);
    }

    [Fact]
    public void Refuses_ACertificate_ThatIsNotForClients()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var publicPart = AuthorityRequest(key).Create(_root.Certificate, NotBefore, NotAfter, [1]);
        using var server = Issue(publicPart, key, ServerAuthentication);
        using var client = Issue(publicPart, key, ClientAuthentication);

        Assert.Null(Create(publicPart).Verify(server, []));
        Assert.NotNull(Create(publicPart).Verify(client, []));
    }

    [Fact]
    public void Refuses_AnAuthoritysOwnCertificate_AsThatOfAClient()
    {
        // Go lets in whoever holds the key of an authority that is in the file; he could issue what he likes anyway. There is
        // no need for it here.
        using var intermediate = _root.IssueAuthority("intermediate");

        Assert.Null(Create(intermediate.Certificate).Verify(intermediate.Certificate, []));
    }

    [Fact]
    public void Trusts_ACertificateOfTheFile_ThatVouchesForItself_ButNotWhatItIssues()
    {
        using var client = _root.IssueClient("me", isSelfSigned: true);
        using var issued = Issue(client, client.GetECDsaPrivateKey()!, ClientAuthentication);

        Assert.NotNull(Create(client).Verify(client, []));
        Assert.Null(Create(client).Verify(issued, []));
    }

    [Fact]
    public void PermitsNothing_ThatAnIdentityAuthorityHasIssued_UnderTheNameOfAFullOne()
    {
        // The rule of Go looks at the name of the issuer only, which whoever runs the identity authority can give to another.
        using var identity = new TestAuthority("identity");
        using var impostor = identity.IssueAuthority("root");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestFor("mallory", key, ClientAuthentication);
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(impostor.Certificate, true, false));
        request.CertificateExtensions.Add(new X509Extension(PermittedMethods, AnyMethod, false));
        using var client = request.Create(impostor.Certificate, NotBefore, NotAfter, [1]);
        using var honest = _root.IssueClient("ann", methods: ["*.*"]);
        var verifier = new ClientCertificateVerifier([_root.Certificate], [identity.Certificate], TimeProvider.System);

        var chain = verifier.Verify(client, [impostor.Certificate]);

        Assert.NotNull(chain);
        Assert.Equal("mallory", verifier.ReadIdentity(chain).UserName);
        Assert.Empty(verifier.ReadIdentity(chain).PermittedMethods);
        Assert.Equal(["*.*"], verifier.ReadIdentity(verifier.Verify(honest, [])!).PermittedMethods);
    }

    [Fact]
    public void Refuses_WhatAClientHasIssued()
    {
        using var intermediate = _root.IssueAuthority("intermediate");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = RequestFor("me", key, ClientAuthentication)
            .Create(intermediate.Certificate, NotBefore, NotAfter, [1]);
        using var issued = Issue(client, key, ClientAuthentication);

        Assert.NotNull(Create(intermediate.Certificate).Verify(client, []));
        Assert.Null(Create(intermediate.Certificate).Verify(issued, [client]));
        Assert.Null(Create(_root.Certificate).Verify(issued, [client, intermediate.Certificate]));
    }

    public void Dispose() => _root.Dispose();

    private static ClientCertificateVerifier Create(X509Certificate2 authority) =>
        new([authority], null, TimeProvider.System);

    private static CertificateRequest RequestFor(string name, ECDsa key, string? usage)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        }

        return request;
    }

    private static CertificateRequest AuthorityRequest(ECDsa key)
    {
        var request = RequestFor("intermediate", key, null);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    // By the key alone, so that even those can be named as the issuer who must not issue.
    private static X509Certificate2 Issue(X509Certificate2 issuer, ECDsa issuerKey, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return RequestFor("me", key, usage).Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), NotBefore, NotAfter, [2]);
    }
}
