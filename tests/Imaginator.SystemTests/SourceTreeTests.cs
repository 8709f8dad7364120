using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Unpacked source images are kept, are right whatever happens, and are checked.</summary>
public sealed class SourceTreeTests
{
    [Fact]
    public async Task SecondBuild_FindsTheSourceImageUnpacked()
    {
        using var site = Site();
        (await site.BuildAsync("top")).ShouldSucceed();
        Assert.Single(Trees(site));

        var second = (await site.BuildAsync("top")).ShouldSucceed();

        Assert.Contains(", cached", second.Error, StringComparison.Ordinal);
        Assert.Single(Trees(site));
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task NoRoom_KeepsNothing()
    {
        using var site = Site();
        (await site.BuildAsync("top", "-treeCacheSize=0")).ShouldSucceed();
        Assert.Empty(Trees(site));
    }

    [Fact]
    public async Task KillAtAnyMoment_LeavesNoTreeThatDiffersFromItsImage()
    {
        using var site = Site();
        (await site.BuildAsync("base")).ShouldSucceed();
        for (var delay = 200; delay <= 800; delay += 150)
        {
            using var build = site.StartBuild("top");
            await Task.Delay(delay, TestContext.Current.CancellationToken);
            build.Kill();
            await build.WaitAsync();
            (await site.ToolAsync("fsck-store", "-repair")).ShouldSucceed();
            (await site.ToolAsync("fsck-store")).ShouldSucceed();
        }

        (await site.BuildAsync("top")).ShouldSucceed();
        Assert.Single(Trees(site));
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task Fsck_FindsAChangedTreeAndTheNextBuildUnpacksItAnew()
    {
        using var site = Site();
        (await site.BuildAsync("top")).ShouldSucceed();
        File.AppendAllText(Path.Combine(Assert.Single(Trees(site)), "tree/files/abc"), "something");

        var found = (await site.ToolAsync("fsck-store")).ShouldFail(1, "1 unpacked source image,", "1 fault found");
        Assert.Contains("differs from its image", found.Output, StringComparison.Ordinal);
        (await site.ToolAsync("fsck-store", "-repair")).ShouldSucceed();

        Assert.Empty(Trees(site));
        (await site.BuildAsync("top")).ShouldSucceed();
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
    }

    private static BuildSite Site()
    {
        var site = new BuildSite();
        site.Bootstrap(
            "base",
            "sh",
            "-c",
            """
            set -e
            cd "$0"
            mkdir bin dev proc sys tmp files
            cp /bin/busybox bin/busybox
            bin/busybox --install bin
            seq 1000 | split -l 1 -a 3 - files/
            """,
            "$dir");
        site.Stream("top", "base", ("files/etc/motd", "hello"), ("scripts/change", "#!/bin/sh\nmv /files/aaa /files/one\necho x >>/files/aab\n"));
        return site;
    }

    private static string[] Trees(BuildSite site) => Directory.GetDirectories(Path.Combine(site.StateDirectory, "source-trees"));
}
