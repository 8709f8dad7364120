using System.Diagnostics;
using Imaginator.Packagers;
using Imaginator.Plugins.Rpm;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Plugins.Tests;

/// <summary>What dnf would do with a repository of this test, in a root of its own.</summary>
public sealed class RpmPlanTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly PackagerType _type;

    public RpmPlanTests()
    {
        var services = new ServiceCollection();
        new RpmPlugin().Register(services, new ConfigurationBuilder().Build());
        using var provider = services.BuildServiceProvider();
        _type = provider.GetRequiredService<IPackager>().Defaults;

        Directory.CreateDirectory(PathOf("bin"));
        Directory.CreateDirectory(PathOf("root"));
        WriteRepository(PathOf("repository"));

        // The packager calls dnf as in an image: this one works in the root of the test.
        File.WriteAllText(
            PathOf("bin/dnf"),
            $"#!/bin/sh\nexec /usr/bin/dnf -c {PathOf("dnf.conf")} --installroot={PathOf("root")} --releasever=1 \"$@\"\n");
        File.WriteAllText(PathOf("bin/rpm"), $"#!/bin/sh\nexec /usr/bin/rpm --root={PathOf("root")} \"$@\"\n");
        foreach (var program in (string[])["dnf", "rpm"])
        {
            File.SetUnixFileMode(PathOf($"bin/{program}"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Plan_ChangesWithTheVersionsThatWouldBeInstalled_AndWithNothingElse()
    {
        Package("app", "1.0", requires: "library");
        Package("library", "1.0");
        Publish();
        var first = Plan("app");
        Assert.Matches("app +noarch +1[.]0-1", first);
        Assert.Matches("library +noarch +1[.]0-1", first);

        // The same words each time, whatever else the repository has got.
        Package("unrelated", "1.0");
        Publish();
        Assert.Equal(first, Plan("app"));

        // A dependency that nobody has named.
        Package("library", "1.1");
        Publish();
        var changed = Plan("app");
        Assert.NotEqual(first, changed);
        Assert.Matches("library +noarch +1[.]1-1", changed);
    }

    [Fact]
    public void Plan_NamesUpgradesOfWhatIsThere()
    {
        Package("library", "1.0");
        Publish();
        Run([.. _type.InstallCommand, "library"]);
        Assert.Equal("", Plan());
        Assert.Equal("", Plan("library"));

        Package("library", "2.0");
        Publish();
        Assert.Matches("library +noarch +2[.]0-1", Plan());

        // It was a plan: nothing has been done.
        Assert.Contains("library 1.0-1", Run([.. _type.ListCommand.ArgList]).Output, StringComparison.Ordinal);
        Run([.. _type.UpgradeCommand]);
        Assert.Equal("", Plan());
    }

    [Fact]
    public void Plan_ThatCannotBeMade_IsNone()
    {
        Package("library", "1.0");
        Package("broken", "1.0", requires: "nothing-like-it");
        Publish();
        Assert.NotEqual(0, Run([.. _type.PlanCommand, "no-such-package"], mustSucceed: false).ExitCode);
        Assert.NotEqual(0, Run([.. _type.PlanCommand, "broken"], mustSucceed: false).ExitCode);

        WriteRepository(PathOf("gone"));
        Assert.NotEqual(0, Run([.. _type.PlanCommand, "library"], mustSucceed: false).ExitCode);
        Assert.NotEqual(0, Run([.. _type.PlanCommand], mustSucceed: false).ExitCode);
    }

    [Fact]
    public void OlderVersion_IsInstalled_OnlyIfThePackageListNamesIt()
    {
        Package("library", "1.0");
        Package("library", "2.0");
        Package("app", "1.0", requires: "library = 1.0");
        Publish();
        Run([.. _type.InstallCommand, "library-2.0"]);

        var (exitCode, output) = Run([.. _type.InstallCommand, "app"], mustSucceed: false);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(
            "error: refused to install an older version of library, which the package list does not ask for; add \"library-VERSION\" to it",
            output,
            StringComparison.Ordinal);
        Assert.Contains("library 2.0-1", List(), StringComparison.Ordinal);

        Run([.. _type.InstallCommand, "app", "library-1.0"]);
        Assert.Contains("library 1.0-1", List(), StringComparison.Ordinal);
        Assert.Contains("app 1.0-1", List(), StringComparison.Ordinal);
    }

    [Fact]
    public void List_NamesForeignArchitectures()
    {
        Package("multi", "1.0", architecture: "i686");
        Package("multi", "1.0", architecture: "x86_64");
        Package("everywhere", "1.0");
        Publish();
        Run([.. _type.InstallCommand, "multi.i686", "multi.x86_64", "everywhere"]);
        Assert.Equal(
            ["everywhere 1.0-1 0", "multi 1.0-1 0", "multi.i686 1.0-1 0"],
            List().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void List_LeavesOutRemovedPackages_WhoseConfigurationFilesStay()
    {
        Package("service", "1.0", hasConfiguration: true);
        Package("other", "1.0");
        Publish();
        Run([.. _type.InstallCommand, "service", "other"]);
        var configuration = PathOf("root/etc/service.conf");
        File.AppendAllText(configuration, "changed\n");

        Run([.. _type.RemoveCommand, "service"]);

        Assert.True(File.Exists(configuration + ".rpmsave"));
        Assert.Equal("other 1.0-1 0\n", List());
    }

    private string List() => Run([.. _type.ListCommand.ArgList]).Output;

    private string PathOf(string name) => _directory.PathOf(name);

    private void WriteRepository(string path) =>
        File.WriteAllText(
            PathOf("dnf.conf"),
            $"""
            [main]
            reposdir=/nonexistent
            cachedir={PathOf("cache")}
            logdir={PathOf("log")}
            persistdir={PathOf("state")}
            gpgcheck=0
            [test]
            name=Test
            baseurl=file://{path}

            """);

    private void Package(
        string name, string version, string? requires = null, string architecture = "noarch", bool hasConfiguration = false)
    {
        var file = PathOf(name + ".spec");
        var files = hasConfiguration
            ? $"%install\nmkdir -p $RPM_BUILD_ROOT/etc\necho default >$RPM_BUILD_ROOT/etc/{name}.conf\n%files\n%config /etc/{name}.conf"
            : "%files";
        File.WriteAllText(
            file,
            $"""
            Name: {name}
            Version: {version}
            Release: 1
            Summary: A package of a test
            License: none
            {(architecture == "noarch" ? "BuildArch: noarch" : "")}
            {(requires is null ? "" : $"Requires: {requires}")}
            %description
            A package of a test.
            {files}

            """);
        Run([
            "rpmbuild", "--quiet", "-bb", "--target", architecture, "--define", $"_topdir {PathOf("rpmbuild")}", "--define", $"_rpmdir {PathOf("repository")}", file,
        ]);
    }

    /// <summary>Makes the index of the repository, and has it fetched as a build does.</summary>
    private void Publish()
    {
        Run(["createrepo_c", "-q", PathOf("repository")]);
        Run(["dnf", "-q", "clean", "expire-cache"]);
        Run([.. _type.UpdateCommand]);
    }

    private string Plan(params string[] packages) => Run([.. _type.PlanCommand, .. packages]).Output;

    private (int ExitCode, string Output) Run(string[] command, bool mustSucceed = true)
    {
        var start = new ProcessStartInfo(command[0] is "dnf" or "rpm" ? PathOf($"bin/{command[0]}") : command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 || !mustSucceed, $"{string.Join(' ', command)}: {process.ExitCode}\n{output}\n{error.Result}");
        return (process.ExitCode, mustSucceed ? output : output + error.Result);
    }
}
