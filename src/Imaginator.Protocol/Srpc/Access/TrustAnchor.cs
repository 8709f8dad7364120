using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Imaginator.Protocol.Srpc.Access;

/// <summary>
/// Converts authorities to trust anchors. Go trusts every certificate in its pool as the end of a chain. .NET accepts
/// only self-issued certificates there, and checks a chain with another end incompletely (for example, it accepts an
/// expired authority). Therefore an authority with another issuer is rewritten as a self-issued certificate with the
/// same name, key, lifetime and restrictions. The signature of a trust anchor is not verified; if .NET starts to verify
/// it, the authority is rejected.
/// </summary>
internal static class TrustAnchor
{
    private const string AuthorityKeyIdentifierOid = "2.5.29.35";
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3);

    /// <summary>Converts an authority to a trust anchor.</summary>
    /// <returns>
    /// The same authority if it is self-issued; otherwise an equivalent certificate without an issuer.
    /// </returns>
    /// <exception cref="CryptographicException">The certificate is malformed.</exception>
    public static X509Certificate2 Create(X509Certificate2 authority) =>
        authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData)
            ? authority
            : X509CertificateLoader.LoadCertificate(WithoutIssuer(authority));

    // RFC 5280, section 4.1.
    private static byte[] WithoutIssuer(X509Certificate2 authority)
    {
        try
        {
            var certificate = new AsnReader(authority.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                WriteContents(writer, certificate.ReadSequence(), authority.SubjectName.RawData);
                CopyRest(writer, certificate); // the algorithm of the signature and the signature
            }

            return writer.Encode();
        }
        catch (AsnContentException exception)
        {
            throw new CryptographicException($"the certificate of {authority.Subject} is malformed", exception);
        }
    }

    private static void WriteContents(AsnWriter writer, AsnReader contents, byte[] subject)
    {
        using (writer.PushSequence())
        {
            if (contents.PeekTag().HasSameClassAndValue(VersionTag))
            {
                writer.WriteEncodedValue(contents.ReadEncodedValue().Span);
            }

            writer.WriteEncodedValue(contents.ReadEncodedValue().Span); // the serial number
            writer.WriteEncodedValue(contents.ReadEncodedValue().Span); // the algorithm of the signature
            contents.ReadEncodedValue(); // the issuer
            writer.WriteEncodedValue(subject);
            while (contents.HasData && !contents.PeekTag().HasSameClassAndValue(ExtensionsTag))
            {
                writer.WriteEncodedValue(contents.ReadEncodedValue().Span);
            }

            if (contents.HasData)
            {
                using (writer.PushSequence(ExtensionsTag))
                {
                    WriteExtensions(writer, contents.ReadSequence(ExtensionsTag).ReadSequence());
                }
            }
        }
    }

    private static void WriteExtensions(AsnWriter writer, AsnReader extensions)
    {
        using (writer.PushSequence())
        {
            while (extensions.HasData)
            {
                // The identifier of the issuer's key is no longer correct.
                var extension = extensions.ReadEncodedValue();
                if (new AsnReader(extension, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier() != AuthorityKeyIdentifierOid)
                {
                    writer.WriteEncodedValue(extension.Span);
                }
            }
        }
    }

    private static void CopyRest(AsnWriter writer, AsnReader reader)
    {
        while (reader.HasData)
        {
            writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
        }
    }
}
