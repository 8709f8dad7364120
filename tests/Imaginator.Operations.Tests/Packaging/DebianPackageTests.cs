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
            printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
            chmod +x /usr/sbin/policy-rc.d
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
            test -s /usr/share/zsh/vendor-completions/_builder-tool
            test -s /usr/share/fish/vendor_completions.d/builder-tool.fish
            for schema in configuration image-streams manifest triggers computed-files owners tags workers; do
                test -s "/usr/share/imaginator/schemas/$schema.json"
            done
            grep -q collectionInterval /usr/share/imaginator/schemas/configuration.json
            test "$(stat -c %a /etc/imaginator/trial)" = 700
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
    public async Task Package_IsReadyForATrialAfterItsInstallation()
    {
        var output = await machine.RunAsync("""
            set -e
            trap 'status=$?; [ $status = 0 ] || { echo "ended with status $status: $BASH_COMMAND"; cat /var/log/imaginator/latest; }' EXIT
            dpkg -i /package.deb

            # There is no init system that has done it.
            service imaginator start
            curl -sf http://localhost:6975/readyz
            curl -sf --cacert /etc/imaginator/trial/CA.pem https://localhost:6975/readyz
            builder-tool -certDirectory=/etc/imaginator/trial/admin list-builds
            builder-tool -certDirectory=/etc/imaginator/trial/admin disable-build-requests

            # Without a certificate, nothing changes.
            builder-tool -certDirectory=/nonexistent enable-build-requests && exit 1

            # On the loopback interface only (1B3F is the port).
            test "$(awk '$4 == "0A" && $2 ~ /:1B3F$/ { print $2 }' /proc/net/tcp)" = 0100007F:1B3F
            test "$(awk '$4 == "0A" && $2 ~ /:1B3F$/ { print $2 }' /proc/net/tcp6 | grep -v '^0\{24\}01000000:1B3F$')" = ''

            # An administrator who removes the trial does not get it back.
            service imaginator stop
            rm -r /etc/imaginator/trial /etc/imaginator/flags.default
            dpkg -i /package.deb
            test ! -e /etc/imaginator/trial
            echo complete
            """);

        Assert.True(output.EndsWith("complete\n", StringComparison.Ordinal), output);
        Assert.Contains("ready for a trial", output, StringComparison.Ordinal);
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
