using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

public sealed class ConcurrencyTests
{
    private const int Count = 20;

    [Fact]
    public async Task TwentyBuildsAtOnce_AllSucceedAndDoNotSeeEachOther()
    {
        using var site = new BuildSite();
        var meeting = Path.Combine(site.Root, "meeting");
        Directory.CreateDirectory(meeting);
        site.Main("BindMounts", new[] { meeting });
        var streams = Enumerable.Range(0, Count).Select(i => $"users/u{i}/app").ToList();
        foreach (var stream in streams)
        {
            site.Stream(stream, "base", ("scripts/meet", $"""
                #!/bin/sh
                set -e
                echo $IMAGE_STREAM >/tmp/mine; echo $IMAGE_STREAM >/dev/shm/mine-$$
                echo $IMAGE_STREAM >/etc/whose
                sleep 10000{stream.Length} &
                until test -e {meeting}/go; do sleep 0.1; done
                # Only this build's own processes, files and shared memory.
                test "$(cat /tmp/mine)" = $IMAGE_STREAM
                test "$(ls /dev/shm)" = mine-$$
                test "$(ps | grep -c '[s]leep 10000')" = 1
                ! touch {meeting}/written 2>/dev/null
                """));
        }

        (await site.BuildAsync("base")).ShouldSucceed();
        var builds = streams.ConvertAll(stream => site.StartBuild(stream));
        try
        {
            string[] sleepers = [.. streams.Select(stream => $"sleep 10000{stream.Length}").Distinct()];
            await Wait.UntilAsync(() => builds.Exists(build => build.HasExited) || BuildSite.CountProcesses(sleepers) == Count);
            await File.WriteAllTextAsync(Path.Combine(meeting, "go"), "", TestContext.Current.CancellationToken);
            var images = await Task.WhenAll(builds.Select(async build => (await build.WaitAsync()).ShouldSucceed().Result));
            Assert.Equal(streams, images.Select(image => image[..image.LastIndexOf('/')]));
        }
        finally
        {
            builds.ForEach(build => build.Dispose());
        }

        Assert.Equal(["go"], Directory.EnumerateFileSystemEntries(meeting).Select(path => Path.GetFileName(path)));
        Assert.Empty(site.Leftovers());
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
    }
}
