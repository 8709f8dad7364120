using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>Where the certificates are that the daemon serves with.</summary>
internal sealed record CertificateFiles
{
    /// <summary>The authorities trusted for everything.</summary>
    public required string Authorities { get; init; }

    /// <summary>The authorities trusted for identity only.</summary>
    public required string IdentityAuthorities { get; init; }

    /// <summary>Whether <see cref="IdentityAuthorities"/> must exist: somebody has named it.</summary>
    public bool IdentityAuthoritiesMustExist { get; init; }

    /// <summary>Our own certificate.</summary>
    public required string Certificate { get; init; }

    /// <summary>Its key.</summary>
    public required string Key { get; init; }

    /// <summary>All of them.</summary>
    public IEnumerable<string> All => [Authorities, IdentityAuthorities, Certificate, Key];

    /// <summary>The files that the flags name.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The files.</returns>
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
