using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Images on an image server elsewhere: a daemon that serves its store.</summary>
public sealed class ImageServerTests
{
    [Fact]
    public async Task Build_UploadsToTheServer_AndFindsItsSourceImageThere()
    {
        using var site = new BuildSite();
        site.Stream("users/one", "base", ("files/etc/motd", "hello\n"));
        await using var server = await site.StartDaemonAsync("-imageServerListen=127.0.0.1:0");
        string[] there =
            ["-imageServerHostname=localhost", $"-imageServerPortNum={server.ImageServerPort}", $"-stateDir={Path.Combine(site.Root, "elsewhere")}"];

        var image = (await site.BuildAsync("users/one", there)).ShouldSucceed().Result;

        // In the server's own store, and nowhere else.
        Assert.Contains(image, (await site.ToolAsync("list-images")).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(site.Root, "elsewhere/store")));
        var target = Path.Combine(site.Root, "unpacked");
        (await site.ToolAsync(["get-image", image, target, .. there])).ShouldSucceed();
        Assert.Equal("hello\n", await File.ReadAllTextAsync(Path.Combine(target, "etc/motd"), TestContext.Current.CancellationToken));
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
    }

    [Fact]
    public async Task ExtendedAttributes_StayInTheStore_AndTheirLossElsewhereIsSaid()
    {
        using var site = new BuildSite();
        site.Bootstrap("base", "sh", "-c", $"{BuildSite.BootstrapScript}\ncp /bin/busybox usr/bin/ping\nsetcap cap_net_raw+ep usr/bin/ping", "$dir");
        await using var server = await site.StartDaemonAsync("-imageServerListen=127.0.0.1:0");
        const string Warning = "extended attributes (file capabilities) of /usr/bin/ping are lost: the image store cannot keep them";

        var here = (await site.BuildAsync("base")).ShouldSucceed();
        var there = (await site.BuildAsync(
            "base", "-imageServerHostname=localhost", $"-imageServerPortNum={server.ImageServerPort}",
            $"-stateDir={Path.Combine(site.Root, "elsewhere")}")).ShouldSucceed();

        Assert.DoesNotContain("extended attributes", here.Error, StringComparison.Ordinal);
        Assert.Contains(Warning, there.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_OfTheFlags_AreUsed()
    {
        using var site = new BuildSite();
        var certificates = Path.Combine(site.Root, "certificates");
        (await site.ToolAsync("make-certificates", certificates)).ShouldSucceed();
        string[] own = [$"-certFile={certificates}/imaginator/cert.pem", $"-keyFile={certificates}/imaginator/key.pem"];
        await using var server = await site.StartDaemonAsync(
            ["-imageServerListen=127.0.0.1:0", $"-CAfile={certificates}/CA.pem", $"-identityCAfile={certificates}/IdentityCA.pem", .. own]);
        string[] there = ["-imageServerHostname=localhost", $"-imageServerPortNum={server.ImageServerPort}"];

        var image = (await site.BuildAsync("base", [.. there, .. own])).ShouldSucceed().Result;

        (await site.BuildAsync("base", there)).ShouldFail(1, "missing certificate", "certFile");
        var list = await site.ToolAsync(["list-images", .. there, $"-certDirectory={certificates}/user"]);
        Assert.Contains(image, list.ShouldSucceed().Output, StringComparison.Ordinal);
        (await site.ToolAsync(["list-images", .. there, $"-certDirectory={site.Root}"])).ShouldFail(1, "missing certificate", "certDirectory");
        Assert.Contains(
            "by imaginator", (await site.ToolAsync("show-image", "-summary", image)).ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsNamed()
    {
        using var site = new BuildSite();
        site.Main("Plugins", new { ImageServer = new { retryTimeout = "2s" } });

        (await site.BuildAsync("base", "-imageServerHostname=127.0.0.1", "-imageServerPortNum=1")).ShouldFail(1, "127.0.0.1:1");
    }
}
