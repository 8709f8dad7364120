using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Images, trees and disks come from the same finished and tested tree, without identities.</summary>
public sealed class FinishedTreeTests
{
    private static readonly string HostName = File.ReadAllText("/proc/sys/kernel/hostname").Trim();

    private static readonly string Identities = $$"""
        set -e
        mkdir -p etc/ssh etc/postfix etc/ssl/private var/lib/dbus var/lib/systemd var/lib/dhcp
        echo 0123456789abcdef0123456789abcdef >etc/machine-id
        echo 0123456789abcdef0123456789abcdef >var/lib/dbus/machine-id
        echo {{HostName}} >etc/hostname
        printf '127.0.0.1 localhost\n127.0.1.1 {{HostName}}\n' >etc/hosts
        echo "mydestination = {{HostName}}, localhost" >etc/postfix/main.cf
        echo key >etc/ssh/ssh_host_rsa_key
        echo key >etc/ssh/ssh_host_rsa_key.pub
        echo seed >var/lib/systemd/random-seed
        echo lease >var/lib/dhcp/dhclient.eth0.leases
        printf -- '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n' >etc/ssl/private/made.key
        """;

    private static readonly string[] Removed =
    [
        "var/lib/dbus/machine-id", "etc/hostname", "etc/ssh/ssh_host_rsa_key", "etc/ssh/ssh_host_rsa_key.pub", "var/lib/systemd/random-seed",
        "var/lib/dhcp/dhclient.eth0.leases",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Identities_AreRemoved_AndTheLogTellsIt(bool bootstraps)
    {
        using var site = new BuildSite();
        if (bootstraps)
        {
            site.Bootstrap("s", "sh", "-c", $"{BuildSite.BootstrapScript}\n{Identities}", "$dir");
        }
        else
        {
            site.Stream("s", "base", ("scripts/make", $"#!/bin/sh\ncd /\n{Identities}\n"));
        }

        var build = (await site.BuildAsync("s")).ShouldSucceed();

        foreach (var path in Removed)
        {
            Assert.True(await site.ReadAsync(build.Result, path) == "", path);
            Assert.Contains("/" + path, build.Error, StringComparison.Ordinal);
        }

        Assert.Equal("", await site.ReadAsync(build.Result, "etc/machine-id"));
        Assert.True(File.Exists(Path.Combine(site.Root, "unpacked", build.Result.Replace('/', '-'), "etc/machine-id")));
        Assert.Equal("127.0.0.1 localhost\n127.0.1.1 localhost\n", await site.ReadAsync(build.Result, "etc/hosts"));
        Assert.Equal("mydestination = localhost, localhost\n", await site.ReadAsync(build.Result, "etc/postfix/main.cf"));
        Assert.Contains("identity removed: SSH host keys: /etc/ssh/ssh_host_rsa_key, /etc/ssh/ssh_host_rsa_key.pub", build.Error, StringComparison.Ordinal);
        Assert.Contains("warning: nothing in the image makes new SSH host keys", build.Error, StringComparison.Ordinal);
        Assert.Contains("warning: /etc/ssl/private/made.key contains a private key that this build made", build.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identities_OfTheManifestAndTheSourceImage_Stay()
    {
        using var site = new BuildSite();
        site.Main("Identities", "remove");
        site.Stream(
            "parent", "base",
            ("files/etc/hostname", HostName + "\n"),
            ("files/etc/ssh/ssh_host_rsa_key", "chosen\n"),
            ("files/etc/machine-id", "\n"),
            ("scripts/id", "#!/bin/sh\necho 0123456789abcdef0123456789abcdef >/etc/machine-id\n"));
        site.Stream("child", "parent", ("files/etc/ssh/ssh_host_ecdsa_key", "own\n"), ("scripts/x", "#!/bin/sh\nchmod 600 /etc/ssh/ssh_host_rsa_key\n"));

        var child = (await site.BuildAsync("child")).ShouldSucceed();

        Assert.Equal(HostName + "\n", await site.ReadAsync(child.Result, "etc/hostname"));
        Assert.Equal("chosen\n", await site.ReadAsync(child.Result, "etc/ssh/ssh_host_rsa_key"));
        Assert.Equal("own\n", await site.ReadAsync(child.Result, "etc/ssh/ssh_host_ecdsa_key"));
        Assert.Equal("", await site.ReadAsync(child.Result, "etc/machine-id"));
        Assert.DoesNotContain("identity removed: SSH", child.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep")]
    [InlineData("warn")]
    public async Task Identities_Stay_IfTheStreamSelectsThat(string policy)
    {
        using var site = new BuildSite();
        site.Stream("s", "base", ("scripts/make", $"#!/bin/sh\ncd /\n{Identities}\n"));
        site.StreamField("s", "Identities", policy);

        var build = (await site.BuildAsync("s")).ShouldSucceed();

        Assert.Equal("key\n", await site.ReadAsync(build.Result, "etc/ssh/ssh_host_rsa_key"));
        Assert.Equal(HostName + "\n", await site.ReadAsync(build.Result, "etc/hostname"));
        Assert.Equal(
            policy == "warn",
            build.Error.Contains("warning: the image contains the SSH host keys: /etc/ssh/ssh_host_rsa_key", StringComparison.Ordinal));
        Assert.DoesNotContain("identity removed", build.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_RunInWhatIsPublished()
    {
        using var site = new BuildSite();
        Filtered(site, "s", "test -d /var/log/app");
        (await site.BuildAsync("s")).ShouldFail(1, "/tests/s/check");

        // A filter of the tests themselves leaves them out of the image; they run nevertheless.
        Filtered(site, "s", "test ! -e /var/log/app && test ! -e /tmp/left && test -e /etc/kept && echo changed >/etc/kept", "/tests");
        var image = (await site.BuildAsync("s")).ShouldSucceed();
        Assert.Contains("tests: ", image.Error, StringComparison.Ordinal);
        Assert.Contains("1 passed", image.Error, StringComparison.Ordinal);
        Assert.Equal("kept\n", await site.ReadAsync(image.Result, "etc/kept"));
        Assert.Equal("", await site.ReadAsync(image.Result, "tests/s/check"));
    }

    [Fact]
    public async Task Tests_RunWithoutThePackager_IfTheFilterSelectsIt()
    {
        using var site = new BuildSite();
        Filtered(site, "s", "test ! -e /bin/generic-packager", "/bin/generic-packager");
        var image = (await site.BuildAsync("s")).ShouldSucceed();
        Assert.Contains("Test /tests/s/check: passed", image.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilteredPathsOfTheSourceImage_AreNotInTheTestedTree()
    {
        using var site = new BuildSite();
        site.Stream("parent", "base", ("files/opt/a/b/one.pyc", "x"), ("files/opt/a/two.pyc", "x"), ("files/opt/kept", "x"));
        site.Stream("child", "parent", ("tests/check", "#!/bin/sh\ntest ! -e /opt/a/b/one.pyc && test ! -e /opt/a/two.pyc && test -e /opt/kept\n"));
        site.File("child", "manifest", """{"SourceImage": "parent", "FilterLines": [".*[.]pyc$"]}""");

        var image = (await site.BuildAsync("child")).ShouldSucceed().Result;

        Assert.Equal("", await site.ReadAsync(image, "opt/a/b/one.pyc"));
        Assert.Equal("x", await site.ReadAsync(image, "opt/kept"));
    }

    [Fact]
    public async Task Tree_HasWhatTheImageHas_AndPassesItsTests()
    {
        using var site = new BuildSite();
        Filtered(site, "s", "test ! -e /var/log/app && test ! -e /tmp/left && echo changed >/etc/kept", "/tests");
        site.File("s", "files/etc/computed", "contents of the build\n");
        site.File("s", "computed-files", "/etc/computed generator:6971\n");
        (await site.BuildAsync("base")).ShouldSucceed();

        var tree = (await site.ToolAsync("build-tree-from-manifest", site.ManifestDirectory("s"))).ShouldSucceed().Result;

        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(tree, "etc/kept"), TestContext.Current.CancellationToken));
        Assert.Equal("", await File.ReadAllTextAsync(Path.Combine(tree, "etc/computed"), TestContext.Current.CancellationToken));
        foreach (var path in (string[])["var/log/app", "tmp/left", "tests", "etc/ssh/ssh_host_rsa_key", "run/socket"])
        {
            Assert.False(Path.Exists(Path.Combine(tree, path)), path);
        }

        Filtered(site, "s", "false");
        (await site.ToolAsync("build-tree-from-manifest", site.ManifestDirectory("s"))).ShouldFail(1, "/tests/s/check");
        Assert.Single(Directory.GetDirectories(Path.Combine(site.StateDirectory, "trees")));
    }

    [Fact]
    public async Task Disk_HasWhatTheImageHas_AndPassesItsTests()
    {
        using var site = new BuildSite();
        Filtered(site, "disk", "false");
        (await site.BuildAsync("base")).ShouldSucceed();
        var file = Path.Combine(site.Root, "disk.raw");
        (await site.ToolAsync("build-raw-from-manifest", site.ManifestDirectory("disk"), file)).ShouldFail(1, "/tests/disk/check");
        Assert.False(File.Exists(file));

        Filtered(site, "disk", "test ! -e /var/log/app");
        (await site.ToolAsync("build-raw-from-manifest", site.ManifestDirectory("disk"), file)).ShouldSucceed();
        var listing = (await RunningProgram.RunAsync(
            "sh", ["-c", $"dd if='{file}' bs=1M skip=1 of='{file}.fs' status=none && debugfs -R 'ls -p /var/log' '{file}.fs' && debugfs -R 'ls -p /etc/ssh' '{file}.fs'"])).ShouldSucceed();
        Assert.Contains("/kept.log/", listing.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/app/", listing.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ssh_host", listing.Output, StringComparison.Ordinal);
    }

    private static void Filtered(BuildSite site, string name, string test, string filter = "/var/log/app")
    {
        site.Stream(
            name, "base",
            ("files/etc/kept", "kept\n"),
            ("files/var/log/kept.log", "x"),
            ("scripts/make", "#!/bin/sh\nset -e\nmkdir -p /var/log/app /etc/ssh\necho x >/tmp/left\necho key >/etc/ssh/ssh_host_rsa_key\n"),
            ("tests/check", $"#!/bin/sh\n{test}\n"));
        site.File(name, "manifest", $$"""{"SourceImage": "base", "FilterLines": ["/var/log/app", "{{filter}}"]}""");
    }
}
