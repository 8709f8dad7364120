using System.Globalization;
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

    /// <summary>The files of the certificates.</summary>
    public required CertificateFiles Files { get; init; }

    /// <summary>The time from which on the daemon's own certificate is valid.</summary>
    public required DateTimeOffset OwnBegins { get; init; }

    /// <summary>The time at which the daemon's own certificate expires.</summary>
    public required DateTimeOffset OwnEnds { get; init; }

    /// <summary>The time at which the last CA of <c>-CAfile</c> expires: then no client is trusted.</summary>
    public required DateTimeOffset AuthoritiesEnd { get; init; }

    /// <summary>Why no client can connect at a time; null if clients can.</summary>
    public string? FindFault(DateTimeOffset now) => now switch
    {
        _ when now >= OwnEnds => string.Create(
            CultureInfo.InvariantCulture, $"the certificate \"{Files.Certificate}\" expired at {OwnEnds.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}; renew it"),
        _ when now < OwnBegins => string.Create(
            CultureInfo.InvariantCulture, $"the certificate \"{Files.Certificate}\" is not valid before {OwnBegins.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}; check the clock"),
        _ when now >= AuthoritiesEnd => string.Create(
            CultureInfo.InvariantCulture, $"all CAs in \"{Files.Authorities}\" have expired, the last at {AuthoritiesEnd.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}; renew them"),
        _ => null,
    };

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
            first.Subject)
        {
            Files = files,
            OwnBegins = new DateTimeOffset(own.NotBefore.ToUniversalTime()),
            OwnEnds = new DateTimeOffset(own.NotAfter.ToUniversalTime()),
            AuthoritiesEnd = new DateTimeOffset(authorities.Max(certificate => certificate.NotAfter.ToUniversalTime())),
        };
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

        var all = LoadAuthorities(files.Certificate, "certFile");
        if (PemFile.FindFault(all[0]) is { } fault)
        {
            throw new ImaginatorException($"-certFile: cannot use \"{files.Certificate}\": {fault}");
        }

        return Try("keyFile", files.Key, () =>
        {
            var key = PemFile.Read(files.Key);
            return PemFile.FindKeyFault(key) is { } keyFault
                ? throw new CryptographicException(keyFault)
                : (X509Certificate2.CreateFromPem(PemFile.Read(files.Certificate), key),
                    new X509Certificate2Collection(all.Skip(1).ToArray()));
        });
    }

    private static X509Certificate2Collection LoadAuthorities(string file, string flag) => Try(flag, file, () =>
    {
        var loaded = PemFile.ReadCertificates(file);
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
                + (flag == "keyFile" ? ", with the key of the certificate in -certFile and without a password" : ""),
                e);
        }
    }

    private static string Name(string file) => file switch
    {
        "" => "the flag is empty",
        _ when Directory.Exists(file) => $"{file} is a directory",
        _ => $"{file} does not exist",
    };
}
