using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Linux.Storage;

namespace Imaginator.Protocol.Srpc.Access;

/// <summary>Reads certificates and keys from PEM files, and finds keys that cannot be used. The faults are clauses without the path.</summary>
public static class PemFile
{
    // More than all certificates of a large bundle.
    private const int MaximumBytes = 16 * 1024 * 1024;

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="IOException">The file does not exist, cannot be read, or is not a regular file.</exception>
    public static string Read(string path) => RegularFile.ReadAllText(path, MaximumBytes);

    /// <summary>Reads all certificates of a file, in their order; none if it has none.</summary>
    /// <exception cref="IOException">The file does not exist, cannot be read, or is not a regular file.</exception>
    /// <exception cref="CryptographicException">A certificate is malformed.</exception>
    public static X509Certificate2Collection ReadCertificates(string path)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Read(path));
        return certificates;
    }

    /// <summary>Why the key of a certificate cannot be used for TLS; null if it can.</summary>
    public static string? FindFault(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return FaultOfAlgorithm(certificate.PublicKey.Oid.Value);
    }

    /// <summary>Why the private key in the text of a file cannot be used for TLS; null if nothing is known against it.</summary>
    public static string? FindKeyFault(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            return "the key is encrypted, and its password cannot be entered";
        }

        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label] is "PRIVATE KEY")
            {
                return FaultOfAlgorithm(AlgorithmOf(Convert.FromBase64String(rest[fields.Base64Data].ToString())));
            }

            rest = rest[fields.Location.End..];
        }

        return null;
    }

    // RFC 5958, section 2; null if the key is malformed.
    private static string? AlgorithmOf(byte[] key)
    {
        try
        {
            var contents = new AsnReader(key, AsnEncodingRules.BER).ReadSequence();
            contents.ReadInteger(); // the version
            return contents.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException)
        {
            // The import of the key reports it.
            return null;
        }
    }

    // RFC 8410, section 3. .NET has no keys of these kinds, and reports the number only.
    private static string? FaultOfAlgorithm(string? algorithm)
    {
        var name = algorithm switch
        {
            "1.3.101.110" => "X25519",
            "1.3.101.111" => "X448",
            "1.3.101.112" => "Ed25519",
            "1.3.101.113" => "Ed448",
            _ => null,
        };
        return name is null ? null : $"{name} keys are not supported; use ECDSA or RSA";
    }
}
