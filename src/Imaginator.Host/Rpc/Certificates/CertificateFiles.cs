using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>The files of the certificates that the daemon serves with.</summary>
internal sealed record CertificateFiles
{
    /// <summary>The CAs trusted for authentication and authorization.</summary>
    public required string Authorities { get; init; }

    /// <summary>The CAs trusted for authentication only.</summary>
    public required string IdentityAuthorities { get; init; }

    /// <summary>Whether <see cref="IdentityAuthorities"/> must exist, because a flag names it.</summary>
    public bool IdentityAuthoritiesMustExist { get; init; }

    /// <summary>The certificate of the daemon.</summary>
    public required string Certificate { get; init; }

    /// <summary>The key of the certificate.</summary>
    public required string Key { get; init; }

    public IEnumerable<string> All => [Authorities, IdentityAuthorities, Certificate, Key];

    public static CertificateFiles From(FlagValues flags) => new()
    {
        Authorities = flags.Get(CertificateFlags.AuthorityFile),
        IdentityAuthorities = flags.Get(CertificateFlags.IdentityAuthorityFile),
        IdentityAuthoritiesMustExist =
            flags.IsGiven(CertificateFlags.IdentityAuthorityFile) && flags.Get(CertificateFlags.IdentityAuthorityFile).Length > 0,
        Certificate = flags.Get(CertificateFlags.CertificateFile),
        Key = flags.Get(CertificateFlags.KeyFile),
    };
}
