using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Imaginator.Protocol.Srpc.Access;

/// <summary>Reads the identity and the permissions of a caller from its verified certificate chain.</summary>
internal static class CertificateIdentityReader
{
    private const string PermittedMethodsOid = "1.3.6.1.4.1.9586.100.7.1";
    private const string GroupsOid = "1.3.6.1.4.1.9586.100.7.2";
    private const string CommonNameOid = "2.5.4.3";

    /// <summary>Reads a chain.</summary>
    /// <param name="fullAuthorities">
    /// The authorities whose certificates can grant methods, if other authorities are trusted for identity only; null
    /// if all verified certificates can grant methods.
    /// </param>
    /// <exception cref="CryptographicException">An extension is malformed.</exception>
    public static SrpcIdentity Read(
        IReadOnlyList<X509Certificate2> chain, IEnumerable<X509Certificate2>? fullAuthorities)
    {
        var mayPermit = fullAuthorities is null || fullAuthorities.Any(authority => HasIssued(authority, chain));
        return new SrpcIdentity
        {
            UserName = chain.Select(GetCommonName).FirstOrDefault(name => name.Length > 0, ""),
            Groups = [.. chain.Select(certificate => ReadStrings(certificate, GroupsOid))
                .FirstOrDefault(groups => !groups.IsEmpty, [])],
            PermittedMethods = [.. chain.SelectMany(certificate => ReadMethods(certificate)).Where(_ => mayPermit)],
        };
    }

    // Go compares the names only. But an authority that is trusted for identity can vouch for another with any name.
    private static bool HasIssued(X509Certificate2 authority, IReadOnlyList<X509Certificate2> chain) =>
        authority.SubjectName.RawData.AsSpan().SequenceEqual(chain[0].IssuerName.RawData)
        && authority.PublicKey.ExportSubjectPublicKeyInfo().AsSpan()
            .SequenceEqual(chain[Math.Min(1, chain.Count - 1)].PublicKey.ExportSubjectPublicKeyInfo());

    private static string GetCommonName(X509Certificate2 certificate) =>
        certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false)
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonNameOid)
            .Select(part => part.GetSingleElementValue() ?? "")
            .LastOrDefault("");

    private static ImmutableArray<string> ReadMethods(X509Certificate2 certificate)
    {
        var methods = ReadStrings(certificate, PermittedMethodsOid);
        foreach (var method in methods)
        {
            if (method.Count(c => c == '.') != 1)
            {
                throw new CryptographicException(
                    $"the certificate of \"{certificate.Subject}\" permits the method \"{method}\", which does not have the form Service.Method");
            }
        }

        return methods;
    }

    private static ImmutableArray<string> ReadStrings(X509Certificate2 certificate, string oid)
    {
        var extension = certificate.Extensions.FirstOrDefault(candidate => candidate.Oid?.Value == oid);
        if (extension is null)
        {
            return [];
        }

        try
        {
            var reader = new AsnReader(extension.RawData, AsnEncodingRules.DER);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var strings = ImmutableArray.CreateBuilder<string>();
            while (sequence.HasData)
            {
                strings.Add(sequence.ReadCharacterString((UniversalTagNumber)sequence.PeekTag().TagValue));
            }

            return strings.DrainToImmutable();
        }
        catch (Exception exception) when (exception is AsnContentException or ArgumentException)
        {
            throw new CryptographicException(
                $"the certificate of \"{certificate.Subject}\" has a malformed extension {oid}", exception);
        }
    }
}
