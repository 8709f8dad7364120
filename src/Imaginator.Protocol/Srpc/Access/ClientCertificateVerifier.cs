using System.Security.Cryptography.X509Certificates;

namespace Imaginator.Protocol.Srpc.Access;

/// <summary>Verifies client certificates.</summary>
/// <param name="identityAuthorities">
/// The authorities that are trusted for identity only; null if all authorities are trusted for both.
/// </param>
public sealed class ClientCertificateVerifier(
    X509Certificate2Collection fullAuthorities, X509Certificate2Collection? identityAuthorities,
    TimeProvider timeProvider)
{
    private const string ClientAuthenticationOid = "1.3.6.1.5.5.7.3.2";
    private readonly X509Certificate2[] _anchors =
        [.. fullAuthorities.Concat(identityAuthorities ?? []).Select(TrustAnchor.Create)];

    /// <summary>Verifies a certificate.</summary>
    /// <returns>
    /// The chain from the certificate to the authority, in its form as a <see cref="TrustAnchor"/>; null if the
    /// certificate is not trusted.
    /// </returns>
    public IReadOnlyList<X509Certificate2>? Verify(X509Certificate2 certificate, X509Certificate2Collection sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_anchors);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ClientAuthenticationOid));
        chain.ChainPolicy.VerificationTime = timeProvider.GetUtcNow().UtcDateTime;
        return chain.Build(certificate) ? [.. chain.ChainElements.Select(element => element.Certificate)] : null;
    }

    /// <summary>Reads the identity from a chain that <see cref="Verify"/> returned.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The certificates are malformed.</exception>
    public SrpcIdentity ReadIdentity(IReadOnlyList<X509Certificate2> chain) =>
        CertificateIdentityReader.Read(chain, identityAuthorities is null ? null : fullAuthorities);
}
