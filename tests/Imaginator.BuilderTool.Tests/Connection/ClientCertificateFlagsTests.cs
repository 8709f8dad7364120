using Imaginator.BuilderTool.Connection;
using Imaginator.Hosting.Flags;

namespace Imaginator.BuilderTool.Tests.Connection;

public sealed class ClientCertificateFlagsTests
{
    [Fact]
    public void Plugins_GetTheDirectoryOfTheUser()
    {
        var values = FlagParser.Parse([ClientCertificateFlags.CertificateDirectory], ["-certDirectory=/home/ann/.ssl"], []).Values;

        Assert.Equal("/home/ann/.ssl", ClientCertificateFlags.PluginSettings(values)["certDirectory"]);
    }
}
