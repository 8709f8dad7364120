using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

public sealed class BuildTests
{
    [Fact]
    public async Task BuildsStream_AndItsSourceImageFirst()
    {
        using var site = new BuildSite();
        site.Stream(
            "users/one",
            "base",
            ("files/etc/motd", "hello\n"),
            ("pre-install-scripts/10-first", "#!/bin/sh\necho first >>/etc/order\n"),
            ("scripts/9_second", "#!/bin/sh\necho second >>/etc/order\n"),
            ("scripts/10_third", "#!/bin/sh\necho third >>/etc/order\n"),
            ("tests/works", "#!/bin/sh\ntest \"$(cat /etc/motd)\" = hello\n"));
        var image = (await site.BuildAsync("users/one")).ShouldSucceed().Result;
        Assert.Matches("^users/one/[0-9]{4}-[0-9]{2}-[0-9]{2}:[0-9]{2}:[0-9]{2}:[0-9]{2}$", image);

        var target = Path.Combine(site.Root, "unpacked");
        (await site.ToolAsync("get-image", image, target)).ShouldSucceed();
        Assert.Equal("hello\n", await ReadAsync(target, "etc/motd"));
        Assert.Equal("first\nsecond\nthird\n", await ReadAsync(target, "etc/order"));
        Assert.True(File.Exists(Path.Combine(target, "tests/users/one/works")));
        Assert.False(Directory.Exists(Path.Combine(target, ".scripts")));
        var ran = await RunningProgram.RunAsync("chroot", [target, "/bin/cat", "/etc/motd"]);
        Assert.Equal("hello\n", ran.ShouldSucceed().Output);

        var images = (await site.ToolAsync("list-images")).ShouldSucceed().Output;
        Assert.Contains("base/", images, StringComparison.Ordinal);
        Assert.Contains(image, images, StringComparison.Ordinal);
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task Socket_IsNamedInTheLog_BecauseNoImageCanHoldIt()
    {
        using var site = new BuildSite();
        site.Bootstrap(
            "base",
            "sh",
            "-c",
            BuildSite.BootstrapScript + "\nperl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un(\"lost\")) or exit 1'",
            "$dir");

        var result = (await site.BuildAsync("base")).ShouldSucceed();

        Assert.Contains("left out: /lost: a socket", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListImages_WithoutAny_SaysWhere()
    {
        using var site = new BuildSite();
        (await site.ToolAsync("list-images", "users")).ShouldFail(1, $"no image store at {site.StateDirectory}/store; check -stateDir");
        Assert.False(Directory.Exists(site.StateDirectory));
        (await site.BuildAsync("base")).ShouldSucceed();

        var listed = (await site.ToolAsync("list-images", "users")).ShouldSucceed();

        Assert.Equal(("", $"no images below users in local://{site.StateDirectory}/store\n"), (listed.Output, listed.Error));
    }

    [Fact]
    public async Task ManifestDirectory_MayHaveAnyName()
    {
        using var site = new BuildSite();
        site.Stream("app", "base");
        (await site.BuildAsync("base")).ShouldSucceed();
        var directory = Path.Combine(site.Root, "my $HOME, 100%24 #ä?");
        Directory.Move(site.ManifestDirectory("app"), directory);

        (await site.ToolAsync("build-from-manifest", directory, "app")).ShouldSucceed();
    }

    [Fact]
    public async Task Test_CanChangeEverythingButTheImage()
    {
        using var site = new BuildSite();
        site.Stream(
            "tested",
            "base",
            ("scripts/make", "#!/bin/sh\necho built >/file\nln /file /link\n"),
            ("tests/destroys", "#!/bin/sh\nset -e\necho destroyed >/file\nrm -rf /var /etc\ntest \"$(cat /file)\" = destroyed\n"));
        var image = (await site.BuildAsync("tested")).ShouldSucceed().Result;

        var target = Path.Combine(site.Root, "unpacked");
        (await site.ToolAsync("get-image", image, target)).ShouldSucceed();
        Assert.Equal("built\n", await ReadAsync(target, "file"));
        Assert.True(Directory.Exists(Path.Combine(target, "etc")));
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task UnpackedImage_EqualsTheTreeThatWasBuilt()
    {
        using var site = new BuildSite();
        site.Stream(
            "odd",
            "base",
            ("scripts/make", """
                #!/bin/sh
                set -e
                umask 000
                mkdir /odd
                cd /odd
                echo contents >file
                ln file hard
                ln -s ../nowhere dangling
                mkfifo fifo
                mknod device c 1 3
                touch empty "$(printf 'not\377utf8')" 'with space' "$(printf 'new\nline')"
                chmod 6751 file
                chmod 1777 .
                touch -d '2001-02-03 04:05:06' file
                cp /bin/busybox setuid
                chmod 4755 setuid
                busybox chown 12:34 empty
                """));
        var image = (await site.BuildAsync("odd")).ShouldSucceed().Result;
        var target = Path.Combine(site.Root, "unpacked");
        (await site.ToolAsync("get-image", image, target)).ShouldSucceed();

        var odd = Path.Combine(target, "odd");
        const string Format = "%n|%F|%a|%u|%g|%h|%t,%T|%N";
        var listing = (await RunningProgram.RunAsync("sh", ["-c", $"cd '{odd}' && LC_ALL=C stat -c '{Format}' . * && stat -c %Y file"]))
            .ShouldSucceed().Output;
        foreach (var expected in new[]
        {
            ".|directory|1777|0|0|",
            "file|regular file|6751|0|0|2|0,0|",
            "hard|regular file|6751|0|0|2|0,0|",
            "dangling|symbolic link|777|0|0|1|0,0|'dangling' -> '../nowhere'",
            "fifo|fifo|666|0|0|1|0,0|",
            "device|character special file|666|0|0|1|1,3|",
            "empty|regular empty file|666|12|34|1|",
            "setuid|regular file|4755|0|0|1|",
            "with space|regular empty file|666|",
            "new\nline|regular empty file|666|",
            "\n981173106\n",
        })
        {
            Assert.Contains(expected, listing, StringComparison.Ordinal);
        }

        (await RunningProgram.RunAsync("sh", ["-c", $"test -e \"$(printf '{odd}/not\\377utf8')\""])).ShouldSucceed();
    }

    [Fact]
    public async Task Rebuild_ShowsNothingButWhatChanged()
    {
        using var site = new BuildSite();
        site.Stream("again", "base", ("scripts/touch", "#!/bin/sh\necho same >/etc/same\n"));
        var first = (await site.BuildAsync("again")).ShouldSucceed().Result;
        var second = (await site.BuildAsync("again")).ShouldSucceed().Result;
        Assert.NotEqual(first, second);
        Assert.Equal("", (await site.ToolAsync("diff-images", first, second)).ShouldSucceed().Output);

        site.File("again", "files/etc/motd", "changed\n");
        var third = (await site.BuildAsync("again")).ShouldSucceed().Result;
        var difference = (await site.ToolAsync("diff-images", second, third)).ShouldSucceed().Output;
        Assert.Contains("/etc/motd", difference, StringComparison.Ordinal);
        Assert.DoesNotContain("/etc/same", difference, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MtimesCopyFilterLines", "/etc/one", false, true, "/etc/one")]
    [InlineData("MtimesCopyAddFilterLines", "/etc/one", true, true, "/etc/one", "/etc/two")]
    [InlineData("MtimesCopyFilterLines", "/nothing", true, false)]
    public async Task Rebuild_KeepsTimesOfUnchangedFiles_UnlessTheyMatchTheFilter(
        string field, string line, bool commonTwo, bool changes, params string[] changed)
    {
        using var site = new BuildSite();
        if (commonTwo)
        {
            site.Main("MtimesCopyFilterLines", new[] { "/etc/two" });
        }

        site.Stream("again", "base", ("scripts/touch", "#!/bin/sh\necho same | tee /etc/one /etc/two /etc/three >/dev/null\n"));
        site.File("again", "manifest", $"{{\"SourceImage\": \"base\", \"{field}\": [\"{line}\"]}}");
        var first = (await site.BuildAsync("again")).ShouldSucceed().Result;
        var second = (await site.BuildAsync("again")).ShouldSucceed().Result;
        var difference = (await site.ToolAsync("diff-images", first, second)).Output;
        Assert.Equal(changes, difference.Length > 0);
        Assert.Equal(changed, new[] { "/etc/one", "/etc/two", "/etc/three" }.Where(path => difference.Contains(path, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task CallersUmaskLocaleAndEnvironment_ChangeNothing()
    {
        using var site = new BuildSite();
        site.Stream(
            "same",
            "base",
            ("files/etc/motd", "hello\n"),
            ("scripts/make", "#!/bin/sh\nenv | sort >/etc/environment-seen\nmkdir /etc/made\necho x >/etc/made/x\n"));
        var plain = (await site.BuildAsync("same")).ShouldSucceed().Result;
        var arguments = string.Join(' ', site.BuildArguments("same").Select(word => $"'{word}'"));
        var odd = (await RunningProgram.RunAsync(
            "sh",
            ["-c", $"umask 077; exec '{Distribution.Imaginator}' {arguments}"],
            new Dictionary<string, string?>
            {
                ["LC_ALL"] = "tr_TR.UTF-8",
                ["LANG"] = "tr_TR.UTF-8",
                ["SECRET"] = "leaked",
                ["HOME"] = "/nowhere",
                ["TMPDIR"] = "/var/tmp",
            })).ShouldSucceed().Result;
        Assert.Equal("", (await site.ToolAsync("diff-images", plain, odd)).ShouldSucceed().Output);
    }

    [Fact]
    public async Task FileUnderLinkedDirectory_EndsUpInTheImageOnly()
    {
        var probe = $"probe-{Guid.NewGuid():N}";
        using var site = new BuildSite();
        site.Stream("linked", "base", ($"files/var/run/{probe}", "here\n"));
        var image = (await site.BuildAsync("linked")).ShouldSucceed().Result;
        var target = Path.Combine(site.Root, "unpacked");
        (await site.ToolAsync("get-image", image, target)).ShouldSucceed();
        Assert.Equal("here\n", await ReadAsync(target, $"run/{probe}"));
        Assert.False(File.Exists($"/run/{probe}"));
    }

    private static Task<string> ReadAsync(string root, string path) =>
        File.ReadAllTextAsync(Path.Combine(root, path), TestContext.Current.CancellationToken);
}
