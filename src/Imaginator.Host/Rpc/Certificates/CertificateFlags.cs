using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>Flags of the daemon's certificate and of the CAs that it trusts.</summary>
internal static class CertificateFlags
{
    private const string Group = "Certificates";

    public static Flag<string> CertificateFile { get; } = new(
        "certFile", FlagTypes.File, "/etc/ssl/imaginator/cert.pem",
        "PEM file of the daemon's certificate, which it presents to clients, image stores and workers.") { Group = Group };

    public static Flag<string> KeyFile { get; } = new(
        "keyFile", FlagTypes.File, "/etc/ssl/imaginator/key.pem",
        "PEM file of the private key of the daemon's certificate. Only root must be able to read it.") { Group = Group };

    public static Flag<string> AuthorityFile { get; } = new(
        "CAfile", FlagTypes.File, "/etc/ssl/CA.pem",
        "PEM bundle of CAs trusted for authentication and authorization.") { Group = Group };

    /// <summary>The file must exist only if the flag is given.</summary>
    public static Flag<string> IdentityAuthorityFile { get; } = new(
        "identityCAfile", FlagTypes.File, "/etc/ssl/IdentityCA.pem",
        "PEM bundle of CAs trusted for authentication only. The default file does not need to exist.") { Group = Group };

    public static Flag<string> ServerAuthorityFile { get; } = new(
        "serverCAfile", FlagTypes.File, "",
        "PEM bundle of CAs, or of single certificates, that the imageservers and workers that the daemon calls must have a certificate "
        + "from. Without it, the daemon accepts any certificate of a server.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } =
        [CertificateFile, KeyFile, AuthorityFile, IdentityAuthorityFile, ServerAuthorityFile];

    /// <summary>
    /// The settings of plugins, named like the flags: the daemon's certificate, if the flag is given or its default file exists.
    /// </summary>
    public static ImmutableDictionary<string, string?> PluginSettings(FlagValues values)
    {
        ImmutableArray<Flag<string>> flags = values.IsGiven(CertificateFile) || File.Exists(values.Get(CertificateFile))
            ? [CertificateFile, KeyFile, ServerAuthorityFile]
            : [ServerAuthorityFile];
        return flags.ToImmutableDictionary(flag => flag.Name, flag => (string?)values.Get(flag), StringComparer.OrdinalIgnoreCase);
    }
}
