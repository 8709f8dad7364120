using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags that say where our own certificates are, and what plugins are told of them.</summary>
public static class CertificateFlags
{
    private const string Group = "Certificates";

    /// <summary>The daemon's certificate, as a server and as a client of the image server.</summary>
    public static Flag<string> CertificateFile { get; } = new(
        "certFile", FlagTypes.Text, "/etc/ssl/imaginator/cert.pem",
        "PEM file of our own certificate, for our clients and for the image server.") { Group = Group };

    /// <summary>The key of the daemon's certificate.</summary>
    public static Flag<string> KeyFile { get; } = new(
        "keyFile", FlagTypes.Text, "/etc/ssl/imaginator/key.pem",
        "PEM file of the key of our own certificate; only root may read it.") { Group = Group };

    /// <summary>The certificates of the user of a tool.</summary>
    public static Flag<string> CertificateDirectory { get; } = new(
        "certDirectory", FlagTypes.Text, Path.Combine(Home, ".ssl"),
        "Directory of your client certificates: pairs NAME.cert and NAME.key. Without any, connections are not secured.")
    { Group = Group };

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>What the daemon tells its plugins: its certificate, unless none was named and there is none at the usual place.</summary>
    /// <param name="values">The flags.</param>
    /// <returns>Settings named like the flags.</returns>
    public static ImmutableDictionary<string, string?> DaemonPluginSettings(FlagValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.IsGiven(CertificateFile) || File.Exists(values.Get(CertificateFile))
            ? Settings((CertificateFile.Name, values.Get(CertificateFile)), (KeyFile.Name, values.Get(KeyFile)))
            : Settings();
    }

    /// <summary>What a tool tells its plugins: the user's certificates.</summary>
    /// <param name="values">The flags.</param>
    /// <returns>Settings named like the flags.</returns>
    public static ImmutableDictionary<string, string?> ToolPluginSettings(FlagValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Settings((CertificateDirectory.Name, values.Get(CertificateDirectory)));
    }

    private static ImmutableDictionary<string, string?> Settings(params (string Name, string Value)[] settings) =>
        settings.ToImmutableDictionary(setting => setting.Name, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase);
}
