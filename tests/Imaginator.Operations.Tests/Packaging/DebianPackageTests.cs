using Imaginator.SystemTests.Site;

namespace Imaginator.Operations.Tests.Packaging;

public sealed class DebianPackageTests(CleanRoot machine)
{
    [Fact]
    public async Task Package_InstallsWorksAndGoesWithoutATrace()
    {
        var output = await machine.RunAsync("""
            set -e
            files() { find / -xdev \( -path /proc -o -path /sys -o -path /run -o -path /var/lib/dpkg -o -path /var/log/dpkg.log \
                -o -path /var/cache \) -prune -o -print | sort; }
            files >/run/before
            dpkg -i /package.deb

            imaginator -version
            builder-tool -version
            imaginator -listPlugins
            imaginator -checkConfiguration
            test "$(stat -c %a:%U:%G /var/log/imaginator)" = 750:root:adm
            test "$(stat -c %a /var/lib/imaginator)" = 755
            test -z "$(find /usr/lib/imaginator /etc/imaginator /etc/init.d/imaginator -perm /022)"
            test "$(readlink /etc/rc2.d/S*imaginator)" = ../init.d/imaginator
            bash -c '. /usr/share/bash-completion/completions/imaginator; complete -p imaginator'
            dpkg --verify imaginator
            ldd /usr/lib/imaginator/imaginator-sandbox | grep -c 'not found' && exit 1

            echo "# mine" >>/etc/default/imaginator
            dpkg -i --force-confold /package.deb
            grep -q "# mine" /etc/default/imaginator
            dpkg -r imaginator
            test -e /etc/default/imaginator
            test ! -e /usr/lib/imaginator
            dpkg -P imaginator
            files >/run/after
            diff /run/before /run/after
            echo complete
            """);

        Assert.True(output.EndsWith("complete\n", StringComparison.Ordinal), output);
        Assert.Contains("packager deb", output, StringComparison.Ordinal);
        Assert.Contains("0 errors, 0 warnings", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InstallScript_InstallsAndUninstalls()
    {
        using var directory = new TemporaryDirectory();
        var target = directory.FullName;
        var script = RepositoryFiles.PathOf("packaging", "install.sh");

        (await RunningProgram.RunAsync(script, ["--destdir", target])).ShouldSucceed();
        var version = (await RunningProgram.RunAsync(
            Path.Combine(target, "usr/lib/imaginator/imaginator"), ["-version"])).ShouldSucceed();
        Assert.StartsWith("imaginator ", version.Result, StringComparison.Ordinal);
        await File.AppendAllTextAsync(
            Path.Combine(target, "etc/default/imaginator"), "# mine\n", TestContext.Current.CancellationToken);

        // Again, as an upgrade does.
        (await RunningProgram.RunAsync(script, ["--destdir", target])).ShouldSucceed();
        (await RunningProgram.RunAsync(script, ["--destdir", target, "--uninstall"])).ShouldSucceed();

        Assert.Contains(
            "# mine", await File.ReadAllTextAsync(Path.Combine(target, "etc/default/imaginator"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        var left = Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(target, path));
        Assert.All(left, path => Assert.StartsWith("etc/", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scripts_PassShellcheckAndRunInAPosixShell()
    {
        string[] all =
        [
            .. Directory.EnumerateFiles(RepositoryFiles.PathOf("packaging", "lib")),
            RepositoryFiles.PathOf("packaging", "init.d", "imaginator"),
            RepositoryFiles.PathOf("packaging", "debian", "postinst"),
            RepositoryFiles.PathOf("packaging", "debian", "prerm"),
            RepositoryFiles.PathOf("packaging", "debian", "postrm"),
        ];
        (await RunningProgram.RunAsync("shellcheck", ["--severity=warning", .. all])).ShouldSucceed();
        (await RunningProgram.RunAsync(
            "shellcheck", ["--severity=warning", RepositoryFiles.PathOf("packaging", "install.sh"), RepositoryFiles.PathOf("packaging", "build-deb.sh")]))
            .ShouldSucceed();
        foreach (var script in all)
        {
            (await RunningProgram.RunAsync("dash", ["-n", script])).ShouldSucceed();
        }
    }
}
