using Imaginator.Host.Rpc.Certificates;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Tests.Rpc.Certificates;

public sealed class CertificateFlagsTests
{
    [Fact]
    public void Plugins_GetTheCertificateOfTheFlags()
    {
        var settings = CertificateFlags.PluginSettings(Parse("-certFile=/nowhere/cert.pem", "-keyFile=/nowhere/key.pem"));

        Assert.Equal("/nowhere/cert.pem", settings["certFile"]);
        Assert.Equal("/nowhere/key.pem", settings["keyFile"]);
    }

    [Fact]
    public void Plugins_GetTheDefaultCertificate_OnlyIfItExists() => Assert.Equal(
        File.Exists(CertificateFlags.CertificateFile.Default),
        CertificateFlags.PluginSettings(Parse()).ContainsKey("certFile"));

    private static FlagValues Parse(params string[] arguments) => FlagParser.Parse(CertificateFlags.All, arguments, []).Values;
}
