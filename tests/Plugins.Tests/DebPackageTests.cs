using System.Diagnostics;
using Imaginator.Packagers;
using Imaginator.Plugins.Deb;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Plugins.Tests;

/// <summary>What apt does with packages of this test, in a root of its own.</summary>
public sealed class DebPackageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly PackagerType _type;

    public DebPackageTests()
    {
        var services = new ServiceCollection();
        new DebPlugin().Register(services, new ConfigurationBuilder().Build());
        using var provider = services.BuildServiceProvider();
        _type = provider.GetRequiredService<IPackager>().Defaults;

        string[] directories =
        [
            "repository", "root/etc/apt/preferences.d", "root/etc/apt/apt.conf.d", "root/var/lib/dpkg/info", "root/var/lib/dpkg/updates",
            "root/var/lib/apt/lists/partial", "root/var/cache/apt/archives/partial", "root/var/log/apt",
        ];
        foreach (var directory in directories)
        {
            Directory.CreateDirectory(PathOf(directory));
        }

        File.WriteAllText(PathOf("root/var/lib/dpkg/status"), "");
        File.WriteAllText(PathOf("root/etc/apt/sources.list"), $"deb [trusted=yes] file:{PathOf("repository")} ./\n");
        File.WriteAllText(
            PathOf("apt.conf"),
            $$"""
            Dir "{{PathOf("root")}}/";
            Dir::State::status "{{PathOf("root/var/lib/dpkg/status")}}";
            Dir::Bin::dpkg "/usr/bin/dpkg";
            DPkg::Options:: "--root={{PathOf("root")}}";
            DPkg::Options:: "--force-bad-path";
            APT::Architectures { "amd64"; "i386"; };
            APT::Sandbox::User "root";

            """);
        Package("probe", "1.0");
        Package("probe", "2.0");
        Package("probe", "3.0");
        Package("other", "1.0");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void OlderVersion_IsInstalled_IfThePackageListNamesIt()
    {
        Install("probe=2.0");
        Install("probe=1.0");
        Assert.Equal("1.0", VersionOf("probe"));
    }

    [Fact]
    public void OlderVersion_IsInstalled_IfAPinAbove1000SelectsIt()
    {
        Install("probe");
        Assert.Equal("3.0", VersionOf("probe"));
        File.WriteAllText(PathOf("root/etc/apt/preferences.d/probe"), "Package: probe\nPin: version 2.0\nPin-Priority: 1001\n");
        Run([.. _type.UpgradeCommand]);
        Assert.Equal("2.0", VersionOf("probe"));
    }

    [Fact]
    public void PinOfAnotherPackage_PermitsNoOlderVersion()
    {
        Directory.CreateDirectory(PathOf("old"));
        Package("probe", "1.0", "old");
        Package("tied", "1.0", "old", "Depends: probe (= 1.0)\n");
        var index = File.ReadAllBytes(PathOf("old/Packages"));
        File.WriteAllText(
            PathOf("old/Release"),
            $"Suite: old\nDate: Wed, 01 Jan 2020 00:00:00 UTC\nSHA256:\n {HashOf(index)} {index.Length} Packages\n");
        File.AppendAllText(PathOf("root/etc/apt/sources.list"), $"deb [trusted=yes] file:{PathOf("old")} ./\n");
        Install("probe", "other");
        PinOther();

        var (exitCode, output) = Run([.. _type.InstallCommand, "tied/old"], mustSucceed: false);
        Assert.Equal(100, exitCode);
        Assert.Contains("E: refused to install an older version of probe", output, StringComparison.Ordinal);
        Assert.Equal("3.0", VersionOf("probe"));
    }

    [Fact]
    public void Pin_DoesNotReleaseHeldPackages()
    {
        Install("probe=2.0", "other");
        Hold("probe");
        PinOther();

        var (exitCode, output) = Run([.. _type.InstallCommand, "probe", "other"], mustSucceed: false);
        Assert.Equal(100, exitCode);
        Assert.Contains("E: refused to change the held package probe", output, StringComparison.Ordinal);
        Assert.Equal("2.0", VersionOf("probe"));
    }

    [Fact]
    public void HeldPackage_ChangesOnlyIfThePackageListNamesAVersion()
    {
        Install("probe=2.0");
        Hold("probe");
        var (exitCode, output) = Run([.. _type.InstallCommand, "probe", "other"], mustSucceed: false);
        Assert.Equal(100, exitCode);
        Assert.Contains(
            "E: refused to change the held package probe, which the package list does not ask for; add \"probe=VERSION\" to it",
            output,
            StringComparison.Ordinal);
        Assert.Equal("2.0", VersionOf("probe"));

        // Another package is not in the way of it, and upgrades leave it alone.
        Install("other");
        Run([.. _type.UpgradeCommand]);
        Assert.Equal("2.0", VersionOf("probe"));
        Install("probe=1.0");
        Assert.Equal("1.0", VersionOf("probe"));

        // It is still on hold.
        Run([.. _type.UpgradeCommand]);
        Assert.Equal("1.0", VersionOf("probe"));
    }

    [Fact]
    public void ExplicitVersion_DoesNotReleaseOtherPackages()
    {
        Install("probe=2.0", "other");
        Hold("probe");
        var (exitCode, output) = Run([.. _type.InstallCommand, "other=1.0", "probe"], mustSucceed: false);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("held package probe", output, StringComparison.Ordinal);
        Assert.Equal("2.0", VersionOf("probe"));
    }

    [Fact]
    public void List_HasWhatIsInstalled_AndNamesForeignArchitectures()
    {
        File.WriteAllText(
            PathOf("root/var/lib/dpkg/status"),
            string.Concat(
                Entry("installed", "install ok installed", "amd64"),
                Entry("everywhere", "install ok installed", "all"),
                Entry("same", "install ok installed", "amd64"),
                Entry("same", "install ok installed", "i386"),
                Entry("held", "hold ok installed", "amd64"),
                Entry("triggered", "install ok triggers-pending", "amd64", "Triggers-Pending: x\n"),
                Entry("removed", "deinstall ok config-files", "amd64"),
                Entry("half", "install reinstreq half-installed", "amd64"),
                Entry("unpacked", "install ok unpacked", "amd64")));

        var (_, output) = Run([.. _type.ListCommand.ArgList], admin: true);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["everywhere 1 4", "held 1 4", "installed 1 4", "same 1 4", "same:i386 1 4", "triggered 1 4"],
            lines.Where(line => !line.StartsWith("warning", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("warning: package half 1 is not completely installed: half-installed", lines);
        Assert.Contains("warning: package unpacked 1 is not completely installed: unpacked", lines);
    }

    private static string Entry(string name, string status, string architecture, string more = "") =>
        $"Package: {name}\nStatus: {status}\n{more}Multi-Arch: {(architecture == "all" ? "foreign" : "same")}\nArchitecture: {architecture}\nVersion: 1\nInstalled-Size: 4\n"
        + "Maintainer: Test <test@example.com>\nDescription: a package of a test\n\n";

    private string PathOf(string name) => _directory.PathOf(name);

    private void PinOther() =>
        File.WriteAllText(PathOf("root/etc/apt/preferences.d/other"), "Package: other\nPin: version 1.0\nPin-Priority: 1001\n");

    private static string HashOf(byte[] contents) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(contents));

    private void Package(string name, string version, string repository = "repository", string fields = "")
    {
        var tree = PathOf($"{name}-{version}");
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        File.WriteAllText(
            Path.Combine(tree, "DEBIAN/control"),
            $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Test <test@example.com>\n{fields}Description: a package of a test\n");
        Run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, PathOf(repository)]);
        using var index = File.AppendText(PathOf($"{repository}/Packages"));
        var file = PathOf($"{repository}/{name}_{version}_all.deb");
        index.Write(
            $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Test <test@example.com>\n"
            + $"{fields}Description: a package of a test\nFilename: ./{name}_{version}_all.deb\nSize: {new FileInfo(file).Length}\n"
            + $"SHA256: {HashOf(File.ReadAllBytes(file))}\n\n");
    }

    private void Install(params string[] packages)
    {
        Run([.. _type.UpdateCommand]);
        Run([.. _type.InstallCommand, .. packages]);
    }

    private void Hold(string package) => Run(
        ["sh", "-c", $"echo {package} hold | dpkg --root='{PathOf("root")}' --set-selections"]);

    private string VersionOf(string package) =>
        Run(["dpkg-query", $"--admindir={PathOf("root/var/lib/dpkg")}", "-W", "-f", "${Version}", package]).Output;

    private (int ExitCode, string Output) Run(string[] command, bool mustSucceed = true, bool admin = false)
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" 2>&1", "sh", .. command]) { RedirectStandardOutput = true };
        start.Environment["APT_CONFIG"] = PathOf("apt.conf");
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        if (admin)
        {
            start.Environment["DPKG_ADMINDIR"] = PathOf("root/var/lib/dpkg");
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 || !mustSucceed, $"{string.Join(' ', command)}: {process.ExitCode}\n{output}");
        return (process.ExitCode, output);
    }
}
