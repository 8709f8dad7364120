namespace Imaginator.Hosting.Tests.Permissions;

public sealed class ServiceFileTests
{
    [Fact]
    public void Service_SetsTheUmask_AndTurnsDiagnosticsOff()
    {
        Assert.Contains("\nUMask=0022\n", File.ReadAllText(RepositoryFiles.PathOf("packaging", "systemd", "imaginator.service")), StringComparison.Ordinal);

        // The unit and the init script both start the daemon with this script.
        var start = File.ReadAllText(RepositoryFiles.PathOf("packaging", "lib", "imaginator-start"));
        Assert.Contains("\numask 022\n", start, StringComparison.Ordinal);
        Assert.Contains("\nDOTNET_EnableDiagnostics=0\nexport DOTNET_EnableDiagnostics\n", start, StringComparison.Ordinal);
    }
}
