using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Files;

namespace Imaginator.Plugins.GitSource.Channels.Http;

/// <summary>Describes why the certificate of a server is not accepted, with the remedy.</summary>
internal static class CertificateFault
{
    private const int MaximumSubjectLength = 200;

    /// <summary>The fault of a certificate; null if it is right.</summary>
    public static string? Find(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return $"{host} sent no certificate; check the configuration of the server";
        }

        var status = X509ChainStatusFlags.NoError;
        foreach (var fault in chain?.ChainStatus ?? [])
        {
            status |= fault.Status;
        }

        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid) && certificate is X509Certificate2 full)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"the certificate of {host} or of its CA is expired or not valid yet (that of the server is valid from "
                + $"{full.NotBefore:yyyy-MM-dd} to {full.NotAfter:yyyy-MM-dd}); renew it, or correct the clock of this machine");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return $"the certificate of {host} is not trusted ({status}); add its CA to the CAs of the system, or set caFile in the "
                + "settings of plugin GitSource";
        }

        var subject = FileName.ToDisplay(certificate.Subject);
        return $"the certificate of {host} is not for this name but for "
            + $"\"{(subject.Length > MaximumSubjectLength ? subject[..MaximumSubjectLength] + "…" : subject)}\"; correct the host in the URL";
    }
}
