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

        string[] Cached() => [.. Directory.EnumerateFiles(Path.Combine(caches, "users%2Fcached.cache")).Select(file => Path.GetFileName(file)!)];
    }

    [Fact]
    public async Task Cache_BelongsToOneStream()
    {
        using var site = new BuildSite();
        var caches = Path.Combine(site.Root, "caches");
        site.Main("Cache", new { BaseDirectory = caches, MountPoint = "/cache" });
        site.Stream("n/a", "base", ("scripts/write", "#!/bin/sh\nmkdir -p /cache/b\necho poison >/cache/b/x\n"));
        site.Stream("n/a/b", "base", ("scripts/read", "#!/bin/sh\nls /cache >/seen\ntouch /cache/own\n"));
        (await site.BuildAsync("n/a")).ShouldSucceed();
        var image = (await site.BuildAsync("n/a/b")).ShouldSucceed().Result;

        Assert.Equal("", await site.ReadAsync(image, "seen"));
        Assert.Equal(["base.cache", "n%2Fa%2Fb.cache", "n%2Fa.cache"], Directory.GetDirectories(caches).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
