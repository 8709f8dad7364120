using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

public sealed class CacheTests
{
    [Fact]
    public async Task Cache_IsFoundAgainByTheNextBuild_AndTrimmed_AndNotInTheImage()
    {
        using var site = new BuildSite();
        var caches = Path.Combine(site.Root, "caches");
        site.Main("Cache", new { BaseDirectory = caches, MountPoint = "/var/cache/build", SizeLimit = "64KiB" });
        site.Stream("users/cached", "base", ("scripts/count", """
            #!/bin/sh
            set -e
            cd /var/cache/build
            head -c 40000 /dev/zero >"build-$(ls | wc -l)"
            ls >/seen
            """));
        (await site.BuildAsync("users/cached")).ShouldSucceed();
        Assert.Equal(["build-0"], Cached());
        var image = (await site.BuildAsync("users/cached")).ShouldSucceed().Result;
        Assert.Equal(["build-1"], Cached());

        var target = Path.Combine(site.Root, "unpacked");
        (await site.ToolAsync("get-image", image, target)).ShouldSucceed();
        Assert.Equal("build-0\nbuild-1\n", await File.ReadAllTextAsync(Path.Combine(target, "seen"), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Path.Combine(target, "var/cache")));

        // What a failed build leaves is trimmed too.
        site.File("users/cached", "scripts/zz-fail", "#!/bin/sh\nhead -c 40000 /dev/zero >/var/cache/build/last\nexit 1\n");
        (await site.BuildAsync("users/cached")).ShouldFail(1, "zz-fail");
        Assert.Equal(["last"], Cached());

        string[] Cached() => [.. Directory.EnumerateFiles(Path.Combine(caches, "users/cached")).Select(file => Path.GetFileName(file)!)];
    }

    [Fact]
    public async Task Cache_ThatAnotherStreamTurnedIntoALink_IsRefused()
    {
        using var site = new BuildSite();
        var caches = Path.Combine(site.Root, "caches");
        site.Main("Cache", new { BaseDirectory = caches, MountPoint = "/cache" });
        site.Stream("a", "base", ("scripts/link", "#!/bin/sh\nln -s /etc /cache/b\n"));
        site.Stream("a/b", "base", ("scripts/write", "#!/bin/sh\ntouch /cache/probe\n"));
        (await site.BuildAsync("a")).ShouldSucceed();
        (await site.BuildAsync("a/b")).ShouldFail(1, "a/b:", "cache directory");
        Assert.False(File.Exists("/etc/probe"));
    }
}
