using System.Diagnostics;

namespace Imaginator.Operations.Tests.Packaging;

/// <summary>The bootstrap command of the sample configuration, with the apt of this machine.</summary>
public sealed class BootstrapScriptTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task MachineWithoutADebianArchive_IsExplained()
    {
        var configuration = _directory.PathOf("apt.conf");
        await File.WriteAllTextAsync(
            configuration,
            "Dir::Etc::sourcelist \"/dev/null\";\nDir::Etc::sourceparts \"/dev/null\";\n",
            TestContext.Current.CancellationToken);
        var target = _directory.PathOf("root");
        using var script = Process.Start(new ProcessStartInfo(
            RepositoryFiles.PathOf("packaging/lib/bootstrap-debian"), ["bookworm", target])
        {
            Environment = { ["APT_CONFIG"] = configuration, ["DEBIAN_MIRROR"] = null },
            RedirectStandardError = true,
        })!;
        var error = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, script.ExitCode);
        Assert.Equal(
            "bootstrap-debian: apt uses no Debian archive on this machine; set DEBIAN_MIRROR in /etc/default/imaginator to the URL of one\n",
            error);
        Assert.False(Directory.Exists(target));
    }
}
