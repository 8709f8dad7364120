using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Hosting.Permissions;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>The certificates of the daemon and of the CAs that it trusts, and which of them expires first. Immutable.</summary>
internal sealed record ServerCertificates(SrpcServerTls Tls, DateTimeOffset ExpiresAt, string ExpiresFirst)
{
    private const string CreateThem = """
        for a trial site, create certificates with
            builder-tool make-certificates DIRECTORY
        and pass the flags that it prints, or serve without certificates on this machine only with -insecure
        """;

    /// <summary>Loads all files.</summary>
    /// <exception cref="ImaginatorException">A file is missing or cannot be used; the message says what to do.</exception>
    public static ServerCertificates Load(CertificateFiles files, TimeProvider timeProvider)
    {
        RefuseForeignFiles(files);
        if (!File.Exists(files.Authorities))
        {
            throw new ImaginatorException(
                $"-CAfile: {Name(files.Authorities)}, and the daemon requires the certificate of a CA; {CreateThem}");
        }

        var authorities = LoadAuthorities(files.Authorities, "CAfile");
        X509Certificate2Collection? identities = null;
        if (files.IdentityAuthoritiesMustExist || File.Exists(files.IdentityAuthorities))
        {
            identities = LoadAuthorities(files.IdentityAuthorities, "identityCAfile");
        }

        var (own, intermediates) = LoadOwn(files);
        var first = authorities.Concat(identities ?? []).Append(own).MinBy(certificate => certificate.NotAfter.ToUniversalTime())!;
        return new ServerCertificates(
            new SrpcServerTls(
                SslStreamCertificateContext.Create(own, intermediates, offline: true),
                Try("CAfile", files.Authorities, () => new ClientCertificateVerifier(authorities, identities, timeProvider))),
            new DateTimeOffset(first.NotAfter.ToUniversalTime()),
            first.Subject);
    }

    /// <summary>The files decide who is trusted.</summary>
    private static void RefuseForeignFiles(CertificateFiles files)
    {
        foreach (var file in files.All.Where(File.Exists))
        {
            if (FileTrust.FindPublicWriter(file) is { } fault)
            {
                throw new ImaginatorException($"the certificate file \"{file}\" is not used: {fault}");
            }
        }
    }

    private static (X509Certificate2 Own, X509Certificate2Collection Intermediates) LoadOwn(CertificateFiles files)
    {
        foreach (var (file, flag) in new[] { (files.Certificate, "certFile"), (files.Key, "keyFile") })
        {
            if (!File.Exists(file))
            {
                throw new ImaginatorException(
                    $"-{flag}: {Name(file)}, and the daemon requires a certificate and its key; {CreateThem}");
            }
        }

        return Try("certFile", files.Certificate, () =>
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(files.Certificate);
            return (
                X509Certificate2.CreateFromPemFile(files.Certificate, files.Key),
                new X509Certificate2Collection(all.Skip(1).ToArray()));
        });
    }

    private static X509Certificate2Collection LoadAuthorities(string file, string flag) => Try(flag, file, () =>
    {
        var loaded = new X509Certificate2Collection();
        loaded.ImportFromPemFile(file);
        return loaded.Count > 0
            ? loaded
            : throw new CryptographicException("the file has no certificate");
    });

    private static T Try<T>(string flag, string file, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (
            e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"-{flag}: cannot use \"{file}\": {e.Clause()}; give a PEM file that the daemon can read"
                + (flag == "certFile" ? ", and its key in -keyFile" : ""),
                e);
        }
    }

    private static string Name(string file) => file.Length == 0 ? "the flag is empty" : $"{file} does not exist";
}
