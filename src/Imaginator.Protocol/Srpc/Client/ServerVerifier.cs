using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>Verifies the certificates of servers against the CAs of a PEM file. Thread-safe.</summary>
public sealed class ServerVerifier
{
    private readonly X509Certificate2Collection _authorities;
    private readonly TimeProvider _timeProvider;
    private readonly string _file;

    private ServerVerifier(string file, TimeProvider timeProvider)
    {
        _file = file;
        _timeProvider = timeProvider;
        _authorities = PemFile.ReadCertificates(file);
    }

    /// <summary>Loads the CAs; null if there is no file to verify with.</summary>
    /// <param name="file">A PEM bundle of CAs, or of the certificates of servers themselves; null or empty for none.</param>
    /// <exception cref="SrpcException">The file cannot be read, or has no certificate.</exception>
    public static ServerVerifier? Load(string? file, TimeProvider timeProvider)
    {
        if (string.IsNullOrEmpty(file))
        {
            return null;
        }

        try
        {
            var verifier = new ServerVerifier(file, timeProvider);
            return verifier._authorities.Count > 0
                ? verifier
                : throw new SrpcException(SrpcError.UntrustedServer, $"serverCAfile {file} has no certificate: it must be a PEM bundle");
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SrpcException(
                SrpcError.UntrustedServer, $"cannot load serverCAfile {file}: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    /// <summary>The reason not to trust a server; null if its certificate is valid for the host.</summary>
    public string? FindFault(X509Certificate2? certificate, X509Chain? sent, string host)
    {
        if (certificate is null)
        {
            return "the server sent no certificate";
        }

        // A certificate that the file contains is trusted as it is (pinned), whatever name it has.
        var isPinned = _authorities.Any(known => known.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));
        if (!isPinned && !certificate.MatchesHostname(host))
        {
            return $"\"{certificate.Subject}\" is not a certificate for {host}";
        }

        if (certificate.NotAfter.ToUniversalTime() < _timeProvider.GetUtcNow().UtcDateTime)
        {
            return $"\"{certificate.Subject}\" expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC";
        }

        return isPinned || HasTrustedIssuer(certificate, sent)
            ? null
            : $"\"{certificate.Subject}\", issued by \"{certificate.Issuer}\", does not come from a CA in {_file}";
    }

    private bool HasTrustedIssuer(X509Certificate2 certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        foreach (var authority in _authorities)
        {
            chain.ChainPolicy.CustomTrustStore.Add(TrustAnchor.Create(authority));
        }

        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = _timeProvider.GetUtcNow().UtcDateTime;
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        return chain.Build(certificate);
    }
}
