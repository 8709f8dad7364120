using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Builds from a Debian of the machine's archive, which is bootstrapped once for all of them.</summary>
public sealed class RealDebianTests(DebianSite debian) : IClassFixture<DebianSite>
{
    private readonly BuildSite _site = debian.Site;

    [Fact]
    public async Task IsBuiltAgain_WithoutItsMirror()
    {
        _site.Stream("again", "debian", ("package-list", "hello\n"), ("tests/hello", "#!/bin/sh\nhello | grep -q world\n"));
        (await _site.BuildAsync("again", "-packageListsMaxAge=1h")).ShouldSucceed();

        // A proxy in this program's own environment is what it fetches by. This one is nowhere.
        var nowhere = new Dictionary<string, string?> { ["http_proxy"] = "http://127.0.0.1:1/", ["no_proxy"] = null };
        var again = await RunningProgram.RunAsync(
            Distribution.Imaginator, _site.BuildArguments("again", "-packageListsMaxAge=1h"), nowhere);
        Assert.Matches("update package lists: [^,]*, ([1-9][0-9]*) of \\1 downloads from the cache", again.ShouldSucceed().Error);
        Assert.Matches("packages: [^,]*, 1 of 1 downloads from the cache", again.Error);

        // Lists that may not be believed any more need the mirror.
        var old = await RunningProgram.RunAsync(
            Distribution.Imaginator, _site.BuildArguments("again", "-packageListsMaxAge=0"), nowhere);
        old.ShouldFail(1, "update package lists");
        Assert.Empty(_site.Leftovers());
    }

    [Fact]
    public async Task InstallsServicesAndResolvers_WithoutStartingThem()
    {
        var host = await RunningSystemTests.ResolvableHostAsync();
        _site.Stream(
            "services",
            "debian",
            ("package-list", "rpcbind\nprocps\nsystemd-resolved\n"),
            ("scripts/1-ask", """
                #!/bin/sh
                set -e
                invoke-rc.d rpcbind reload
                sysctl -p /etc/sysctl.conf
                sysctl -q -w vm.swappiness=1
                getent hosts localhost

                # apt runs maintainer scripts with a PATH of its own.
                mkdir -p /tmp/probe/DEBIAN
                printf 'Package: probe\nVersion: 1\nArchitecture: all\nMaintainer: x <x@localhost>\nDescription: x\n' >/tmp/probe/DEBIAN/control
                printf '#!/bin/sh\nset -e\nsysctl -w vm.swappiness=1\nupdate-grub\n' >/tmp/probe/DEBIAN/postinst
                chmod 755 /tmp/probe/DEBIAN/postinst
                dpkg-deb --build /tmp/probe /tmp/probe.deb
                apt-get -y install /tmp/probe.deb
                """),
            ("scripts/2-resolve", $$"""
                #!/bin/sh
                set -e
                getent hosts {{host}}
                # As musl does it: without connecting, and the answer must come from the addressed server.
                perl -MSocket -e '
                    socket(my $s, PF_INET, SOCK_DGRAM, 0) or die $!;
                    my $server = sockaddr_in(53, inet_aton("192.0.2.1"));
                    my $query = pack("n6C/aC/an2", 7, 256, 1, 0, 0, 0, "localhost", "", 1, 1);
                    defined send($s, $query, 0, $server) or die $!;
                    alarm 20;
                    my $from = recv($s, my $answer, 512, 0);
                    $from eq $server or die "answer of another server";
                    substr($answer, -4) eq inet_aton("127.0.0.1") or die "another answer";'
                test -z "$(dpkg --verify)"
                """));
        var build = (await _site.BuildAsync("services")).ShouldSucceed();
        Assert.DoesNotContain("behind: killed", build.Error, StringComparison.Ordinal);
        Assert.Equal("", await _site.ReadAsync(build.Result, "etc/none"));
        Assert.False(File.Exists(Unpacked(build.Result, "usr/sbin/policy-rc.d")));
        Assert.EndsWith("/run/systemd/resolve/stub-resolv.conf", new FileInfo(Unpacked(build.Result, "etc/resolv.conf")).LinkTarget, StringComparison.Ordinal);
        Assert.Equal("", await _site.ReadAsync(build.Result, "etc/.resolv.conf.systemd-resolved.bak"));
        Assert.False(File.Exists(Unpacked(build.Result, "etc/apt/apt.conf.d/00imaginator-build")));
        Assert.Empty(_site.Leftovers());
    }

    [Fact]
    public async Task RequestsToTheInitSystemAndToUdev_AreIgnoredAsInAChroot()
    {
        _site.Stream(
            "requests",
            "debian",
            ("package-list", "systemd\nudev\n"),
            ("scripts/ask", """
                #!/bin/sh
                set -e
                for request in 'systemctl daemon-reload' 'systemctl restart no-such.service' 'udevadm control --reload-rules' 'udevadm trigger'; do
                    answer=$($request 2>&1) || { echo "$request: status $?: $answer"; exit 1; }
                    case $answer in
                    *'in chroot, ignoring'*) ;;
                    *) echo "$request: $answer"; exit 1 ;;
                    esac
                done
                deb-systemd-invoke restart systemd-udevd.service
                ischroot
                """));

        var build = (await _site.BuildAsync("requests")).ShouldSucceed();

        Assert.DoesNotContain("behind: killed", build.Error, StringComparison.Ordinal);
        Assert.Empty(_site.Leftovers());
    }

    [Fact]
    public async Task HasNoIdentities()
    {
        _site.Stream("identities", "debian", ("package-list", "systemd\ndbus\nopenssh-server\n"));

        var build = (await _site.BuildAsync("identities")).ShouldSucceed();

        Assert.Equal("", await _site.ReadAsync(build.Result, "etc/machine-id"));
        Assert.Empty(Directory.EnumerateFiles(Unpacked(build.Result, "etc/ssh"), "ssh_host_*"));
        Assert.False(File.Exists(Unpacked(build.Result, "etc/hostname")));
        Assert.Contains("identity removed: SSH host keys", build.Error, StringComparison.Ordinal);
    }

    private string Unpacked(string image, string path) => Path.Combine(_site.Root, "unpacked", image.Replace('/', '-'), path);
}
