using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.BuilderTool.Connection;

/// <summary>Flags of the user's client certificates.</summary>
internal static class ClientCertificateFlags
{
    public static Flag<string> CertificateDirectory { get; } = new(
        "certDirectory", FlagTypes.Directory, Path.Combine(Home, ".ssl"),
        "Directory of client certificates: pairs of files NAME.cert and NAME.key. Without a certificate, connections are not "
        + "encrypted.") { Group = "Certificates", DisplayedDefault = "~/.ssl" };

    public static Flag<string> ServerAuthorityFile { get; } = new(
        "serverCAfile", FlagTypes.File, "",
        "PEM bundle of CAs, or of single certificates, that the daemon and imageservers must have a certificate from. Without it, any "
        + "certificate of a server is accepted.") { Group = "Certificates" };

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The settings of plugins, named like the flag.</summary>
    public static ImmutableDictionary<string, string?> PluginSettings(FlagValues values) =>
        ImmutableDictionary.Create<string, string?>(StringComparer.OrdinalIgnoreCase)
            .Add(CertificateDirectory.Name, values.Get(CertificateDirectory))
            .Add(ServerAuthorityFile.Name, values.Get(ServerAuthorityFile));
}
