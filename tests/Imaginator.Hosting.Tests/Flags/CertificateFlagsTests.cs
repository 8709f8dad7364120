using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Tests.Flags;

public sealed class CertificateFlagsTests
{
    [Fact]
    public void Plugins_GetTheCertificateThatIsNamed()
    {
        var settings = CertificateFlags.PluginSettings(Parse("-certFile=/nowhere/cert.pem", "-keyFile=/nowhere/key.pem"));

        Assert.Equal("/nowhere/cert.pem", settings["certFile"]);
        Assert.Equal("/nowhere/key.pem", settings["keyFile"]);
    }

    [Fact]
    public void Plugins_GetTheUsualCertificate_OnlyWhereThereIsOne() => Assert.Equal(
        File.Exists(CertificateFlags.CertificateFile.Default),
        CertificateFlags.PluginSettings(Parse()).ContainsKey("certFile"));

    [Fact]
    public void PluginsOfTools_GetTheUsersDirectory() =>
        Assert.Equal("/home/ann/.ssl", CertificateFlags.ToolPluginSettings(Parse("-certDirectory=/home/ann/.ssl"))["certDirectory"]);

    private static FlagValues Parse(params string[] arguments) => FlagParser.Parse(
        [CertificateFlags.CertificateFile, CertificateFlags.KeyFile, CertificateFlags.CertificateDirectory], arguments, []).Values;
}
