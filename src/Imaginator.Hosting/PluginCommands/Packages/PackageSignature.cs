using NuGet.Common;
using NuGet.Packaging;
using NuGet.Packaging.Signing;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>Checks the signatures of packages.</summary>
internal static class PackageSignature
{
    /// <summary>Requires a valid signature of a certificate that this machine trusts.</summary>
    /// <param name="signer">The SHA-256 fingerprint of the certificate that is required; null for any.</param>
    /// <returns>The SHA-256 fingerprint of the certificate, in lower-case hexadecimal.</returns>
    /// <exception cref="ImaginatorException">The signature is missing or wrong; the message is a clause about the package.</exception>
    public static async Task<string> RequireAsync(Stream stream, string? signer, CancellationToken cancellationToken)
    {
        using var package = new PackageArchiveReader(stream, leaveStreamOpen: true);
        var verifier = new PackageSignatureVerifier(
            [new IntegrityVerificationProvider(), new SignatureTrustAndValidityVerificationProvider()]);
        try
        {
            var result = await verifier.VerifySignaturesAsync(
                package, SignedPackageVerifierSettings.GetRequireModeDefaultPolicy(), cancellationToken);
            if (!result.IsSigned)
            {
                throw new ImaginatorException("it is not signed");
            }

            if (!result.IsValid)
            {
                var issues = result.Results.SelectMany(part => part.GetErrorIssues()).Select(issue => issue.Message.TrimEnd('.')).Distinct();
                throw new ImaginatorException($"its signature is not valid: {string.Join("; ", issues)}");
            }

            var signature = await package.GetPrimarySignatureAsync(cancellationToken)
                ?? throw new ImaginatorException("it is not signed");
            var found = signature.GetSigningCertificateFingerprint(HashAlgorithmName.SHA256).ToLowerInvariant();
            return signer is null || signer == found
                ? found
                : throw new ImaginatorException(
                    $"it is signed with the certificate {found}, but the installed version was signed with {signer}; if the author has a new "
                    + "certificate, remove the plugin and install the new version");
        }
        catch (SignatureException e)
        {
            throw new ImaginatorException($"its signature is not valid: {e.Clause()}", e);
        }
    }
}
