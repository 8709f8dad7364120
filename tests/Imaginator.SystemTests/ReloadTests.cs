using Imaginator.Host.Tests.Configuration;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>A daemon whose configuration changes under it.</summary>
public sealed class ReloadTests
{
    private const string Broken = "is unusable";

    [Fact]
    public async Task BrokenEdit_IsShownAndChangesNothing_AndTheMendedOneIsTaken()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base");
        await using var daemon = await site.StartDaemonAsync();
        (await daemon.ToolAsync("build-image", "users/one")).ShouldSucceed();

        await File.WriteAllTextAsync(site.StreamsFile, "{\n\"Streams\": 7 }", TestContext.Current.CancellationToken);

        // For a moment the file is empty, and broken in another way.
        await daemon.WaitForStatusAsync(page => page.Contains(Broken, StringComparison.Ordinal)
            && page.Contains($"{site.StreamsFile}:2: ", StringComparison.Ordinal)
            && page.Contains("a table is expected here, not a number", StringComparison.Ordinal));
        (await daemon.ToolAsync("build-image", "users/one")).ShouldSucceed();
        (await daemon.ToolAsync("build-image", "users/two")).ShouldFail(1, "unknown stream");

        site.Stream("users/two", "base");
        site.Write();
        await daemon.WaitForStatusAsync(text => !text.Contains(Broken, StringComparison.Ordinal));
        (await daemon.ToolAsync("build-image", "users/two")).ShouldSucceed();
    }

    [Fact]
    public async Task NewStream_IsThereForWhoeverAsks_EvenBeforeTheFileIsLookedAt()
    {
        using var site = new BuildSite();
        await using var daemon = await site.StartDaemonAsync();
        site.Stream("users/new", "base");
        site.Write();

        (await daemon.ToolAsync("build-image", "users/new")).ShouldSucceed();
    }

    [Fact]
    public async Task Url_MayGoAwayAndComeBack_AndARestartMeanwhileUsesWhatWasKept()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base");
        var server = await StreamsServer.StartAsync(FreePort.Next());
        server.Contents = site.StreamsJson();
        var (port, url) = (server.Port, server.Url);
        site.Main("ImageStreamsUrl", url);
        site.Main("ImageStreamsCheckInterval", 1);
        var daemon = await site.StartDaemonAsync();
        try
        {
            (await daemon.ToolAsync("build-image", "users/one")).ShouldSucceed();

            await server.DisposeAsync();
            await daemon.WaitForStatusAsync(page => page.Contains("Connection refused", StringComparison.Ordinal));
            (await daemon.ToolAsync("build-image", "users/one")).ShouldSucceed();

            daemon.Kill();
            await daemon.DisposeAsync();
            daemon = await site.StartDaemonAsync();
            Assert.Contains("were not available at start", await daemon.PageAsync("/"), StringComparison.Ordinal);
            (await daemon.ToolAsync("build-image", "users/one")).ShouldSucceed();

            site.Stream("users/two", "base");
            server = await StreamsServer.StartAsync(port);
            server.Contents = site.StreamsJson();
            await daemon.WaitForStatusAsync(page => !page.Contains(Broken, StringComparison.Ordinal));
            Assert.DoesNotContain("were not available at start", await daemon.PageAsync("/"), StringComparison.Ordinal);
            (await daemon.ToolAsync("build-image", "users/two")).ShouldSucceed();
        }
        finally
        {
            await daemon.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task HangUp_TakesANewMainConfiguration()
    {
        using var site = new BuildSite();
        await using var daemon = await site.StartDaemonAsync();
        site.Bootstrap("other", "sh", "-c", "mkdir -p $0/bin $0/etc $0/tmp && cp /bin/busybox $0/bin/sh", "$dir");
        site.Write();
        (await daemon.ToolAsync("build-image", "other")).ShouldFail(1, "unknown stream");

        daemon.Signal("HUP");
        await daemon.WaitForStatusAsync(_ => daemon.Errors.Contains("bootstrap streams: 2", StringComparison.Ordinal));

        (await daemon.ToolAsync("build-image", "other")).ShouldSucceed();
    }

    [Fact]
    public async Task AutoRebuilds_BuildBootstrapStreamsAndThoseListed_AndTheGraphShowsThem()
    {
        using var site = new BuildSite();
        site.Stream("web", "os");
        site.Stream("os", "base");
        site.Stream("manual", "nowhere");
        site.Main("ImageStreamsToAutoRebuild", new[] { "web", "os" });
        await using var daemon = await site.StartDaemonAsync("-imageRebuildInterval=1h");

        (await daemon.ToolAsync("start-auto-builds", "-waitToStartAutoRebuilds", "-waitForAutoRebuilds")).ShouldSucceed();

        var images = (await site.ToolAsync("list-images")).ShouldSucceed().Output;
        Assert.Matches("(?s)base/.*os/.*web/", images);
        Assert.DoesNotContain("manual/", images, StringComparison.Ordinal);
        var graph = (await daemon.ToolAsync("get-digraph")).ShouldSucceed().Output;
        Assert.Equal(
            """
            digraph all {
              "manual" -> "nowhere"
              "os" -> "base"
              "web" -> "os"
              "nowhere" [fontcolor=red]
              "os" [style=bold]
              "web" [style=bold]
            }
            """,
            graph.TrimEnd());
    }
}
