using System.Net;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>What commands expect of a running system, and what becomes of it in the image.</summary>
public sealed class RunningSystemTests
{
    private const string StaticResolver = "nameserver 192.0.2.1\noptions timeout:1\n";
    private const string PolicyPath = "usr/sbin/policy-rc.d";

    [Fact]
    public async Task ResolverConfiguration_StaysAsGiven_WhileNamesAreResolvedByTheMachine()
    {
        var host = await ResolvableHostAsync();
        using var site = new BuildSite();
        var check = $"#!/bin/sh\ntest \"$(cat /etc/resolv.conf)\" = \"{StaticResolver.TrimEnd()}\" && nslookup {host} && nslookup localhost\n";
        site.Stream("given", "base", ("files/etc/resolv.conf", StaticResolver), ("scripts/check", check));
        site.Stream("inherited", "given", ("scripts/check", check), ("tests/names", $"#!/bin/sh\nnslookup {host}\n"));
        site.Stream(
            "linked",
            "given",
            ("scripts/1-link", "#!/bin/sh\nset -e\nmv /etc/resolv.conf /etc/.resolv.conf.bak; ln -s ../run/resolve/stub.conf /etc/resolv.conf\n"),
            ("scripts/2-resolve", $"#!/bin/sh\nnslookup {host}\n"));
        foreach (var stream in new[] { "given", "inherited" })
        {
            var image = (await site.BuildAsync(stream)).ShouldSucceed().Result;
            Assert.Equal(StaticResolver, await site.ReadAsync(image, "etc/resolv.conf"));
        }

        var linked = (await site.BuildAsync("linked")).ShouldSucceed().Result;
        Assert.Equal(StaticResolver, await site.ReadAsync(linked, "etc/.resolv.conf.bak"));
        Assert.Equal("../run/resolve/stub.conf", new FileInfo(Unpacked(site, linked, "etc/resolv.conf")).LinkTarget);
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task Bootstrap_LeavesNoNameServerOfTheMachine()
    {
        using var site = new BuildSite();
        site.Bootstrap(
            "copied",
            "sh",
            "-c",
            BuildSite.BootstrapScript + "\nmkdir -p etc/resolvconf run/x; cp /etc/resolv.conf etc/resolv.conf; cp /etc/resolv.conf etc/resolvconf/original",
            "$dir");
        var image = (await site.BuildAsync("copied")).ShouldSucceed().Result;
        Assert.Equal("", await site.ReadAsync(image, "etc/resolv.conf"));
        Assert.Equal("", await site.ReadAsync(image, "etc/resolvconf/original"));
        Assert.True(File.Exists(Unpacked(site, image, "etc/resolv.conf")));
    }

    [Fact]
    public async Task Services_AreForbidden_UnlessTheManifestHasAPolicy()
    {
        const string Ask = "#!/bin/sh\n/usr/sbin/policy-rc.d ssh reload; echo $? >>/status\n";
        using var site = new BuildSite();
        site.Stream("plain", "base", ("files/usr/sbin/reader", ""), ("scripts/ask", Ask));
        site.Stream("own", "base", ("files/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 104\n"), ("scripts/ask", "#!/bin/sh\nsh /usr/sbin/policy-rc.d; echo $? >>/status\n"));
        site.Stream("written", "plain", ("scripts/1-write", "#!/bin/sh\nprintf '#!/bin/sh\\nexit 0\\n' >/usr/sbin/policy-rc.d\n"), ("scripts/2-ask", Ask));
        var plain = (await site.BuildAsync("plain")).ShouldSucceed().Result;
        Assert.Equal("101\n", await site.ReadAsync(plain, "status"));
        Assert.False(File.Exists(Unpacked(site, plain, PolicyPath)));
        var own = (await site.BuildAsync("own")).ShouldSucceed().Result;
        Assert.Equal("104\n", await site.ReadAsync(own, "status"));
        Assert.Equal("#!/bin/sh\nexit 104\n", await site.ReadAsync(own, PolicyPath));
        var written = (await site.BuildAsync("written")).ShouldSucceed().Result;
        Assert.Equal("101\n0\n", await site.ReadAsync(written, "status"));
        Assert.Equal("#!/bin/sh\nexit 0\n", await site.ReadAsync(written, PolicyPath));
    }

    [Fact]
    public async Task TemporaryDirectories_ThatTheFilterDropped_ExistWhileCommandsRun()
    {
        using var site = new BuildSite();
        site.Stream("without", "base");
        site.File("without", "manifest", "{\"SourceImage\": \"base\", \"FilterLines\": [\"/tmp(|/.*)$\", \"/run(|/.*)$\"]}");
        site.Stream(
            "s",
            "without",
            ("scripts/use", "#!/bin/sh\nset -e\necho x >/tmp/x; echo x >/var/tmp/x; rm /var/tmp/x; test -d /run\nstat -c %a /tmp >/mode\n"),
            ("tests/use", "#!/bin/sh\necho x >/tmp/x && test -d /run\n"));
        var image = (await site.BuildAsync("s")).ShouldSucceed().Result;
        Assert.Equal("1777\n", await site.ReadAsync(image, "mode"));
        Assert.False(Directory.Exists(Unpacked(site, image, "tmp")));
        Assert.False(Directory.Exists(Unpacked(site, image, "run")));
        Assert.False(Directory.Exists(Unpacked(site, image, "var/tmp")));
    }

    private static string Unpacked(BuildSite site, string image, string path) =>
        Path.Combine(site.Root, "unpacked", image.Replace('/', '-'), path);

    /// <summary>A name that this machine resolves: that of its archive.</summary>
    internal static async Task<string> ResolvableHostAsync()
    {
        var host = new Uri((await MachineArchive.FindAsync()).Url).Host;
        Assert.NotEmpty(await Dns.GetHostAddressesAsync(host, TestContext.Current.CancellationToken));
        return host;
    }
}
