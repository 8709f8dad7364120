using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>The certificates that the daemon serves with, as they were loaded at one moment. Immutable.</summary>
internal sealed record ServerCertificates(SrpcServerTls Tls, DateTimeOffset ExpiresAt, string ExpiresFirst)
{
    private const string MakeSome = """
        For a trial site, make some:
            builder-tool make-certificates DIRECTORY
        and give the flags that it prints. Or serve without any, on this machine only: -insecure
        """;

    /// <summary>Loads all files.</summary>
    public static ServerCertificates Load(CertificateFiles files, TimeProvider time)
    {
        if (!File.Exists(files.Authorities))
        {
            throw new ImaginatorException(
                $"-CAfile: {Name(files.Authorities)}, so there is nobody whom the daemon could trust. {MakeSome}");
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
                Try("CAfile", files.Authorities, () => new ClientCertificateVerifier(authorities, identities, time))),
            new DateTimeOffset(first.NotAfter.ToUniversalTime()),
            first.Subject);
    }

    private static (X509Certificate2 Own, X509Certificate2Collection Intermediates) LoadOwn(CertificateFiles files)
    {
        foreach (var (file, flag) in new[] { (files.Certificate, "certFile"), (files.Key, "keyFile") })
        {
            if (!File.Exists(file))
            {
                throw new ImaginatorException(
                    $"-{flag}: {Name(file)}, and without a certificate of its own the daemon cannot serve. {MakeSome}");
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
            : throw new CryptographicException("there is no certificate in it.");
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
                $"-{flag}: cannot use {file}: {e.Message} It must be a PEM file that we may read"
                + (flag == "certFile" ? ", and the key in -keyFile must belong to it." : "."),
                e);
        }
    }

    private static string Name(string file) => file.Length == 0 ? "no file is named" : $"{file} does not exist";
}
