using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.ImageServers;

namespace Imaginator.Plugins.ImageServer.Connection;

/// <summary>Loads client certificates with their keys.</summary>
internal static class CertificateLoader
{
    /// <summary>Loads all that are configured; those that have not expired come first.</summary>
    /// <exception cref="ImageServerException">A file cannot be read.</exception>
    public static IReadOnlyList<X509Certificate2> Load(CertificateSettings settings, TimeProvider timeProvider)
    {
        var certificates = FindPairs(settings).Select(pair => LoadPair(pair.Certificate, pair.Key)).ToList();
        var now = timeProvider.GetUtcNow().UtcDateTime;
        return [.. certificates.OrderBy(certificate => certificate.NotAfter.ToUniversalTime() <= now)];
    }

    private static IEnumerable<(string Certificate, string Key)> FindPairs(CertificateSettings settings)
    {
        if (!string.IsNullOrEmpty(settings.CertificateFile))
        {
            yield return (settings.CertificateFile, settings.KeyFile is { Length: > 0 } key
                ? key
                : throw new ImageServerException(
                    ImageServerError.AccessDenied,
                    $"certFile {settings.CertificateFile} is configured without a keyFile. Add it."));
        }

        if (string.IsNullOrEmpty(settings.CertificateDirectory) || !Directory.Exists(settings.CertificateDirectory))
        {
            yield break;
        }

        foreach (var certificate in Directory.EnumerateFiles(settings.CertificateDirectory, "*.cert").Order(StringComparer.Ordinal))
        {
            yield return (certificate, Path.ChangeExtension(certificate, ".key"));
        }
    }

    private static X509Certificate2 LoadPair(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception exception) when (
            exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ImageServerException(
                ImageServerError.AccessDenied,
                $"Cannot load the client certificate {certificate} with the key {key}: {exception.Message} "
                + "Both must be PEM files that we may read, and the key must belong to the certificate.",
                exception);
        }
    }
}
