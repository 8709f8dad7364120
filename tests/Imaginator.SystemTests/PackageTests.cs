using Imaginator.Host.Tests.Configuration;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>What package tools of builds download.</summary>
public sealed class PackageTests
{
    private const string ProxyPattern = "^http://build:[0-9a-f]{32}@127[.]0[.]0[.]1:[0-9]+/\n$";

    [Fact]
    public async Task PackageTools_AreGivenTheCache_AndScriptsAreNot()
    {
        using var site = SiteThatTells();
        var image = (await site.BuildAsync("s")).ShouldSucceed().Result;
        Assert.Matches(ProxyPattern, await site.ReadAsync(image, "etc/proxy-of-update"));
        Assert.Matches(ProxyPattern, await site.ReadAsync(image, "etc/proxy-of-install"));
        Assert.Equal("\n", await site.ReadAsync(image, "etc/proxy-of-script"));

        var bootstrapped = (await site.BuildAsync("boot")).ShouldSucceed().Result;
        Assert.Matches(ProxyPattern, await site.ReadAsync(bootstrapped, "etc/proxy-of-bootstrap"));
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task BuildsWithoutNetwork_HaveNoWayToTheCache()
    {
        using var site = SiteThatTells();
        site.StreamField("s", "Network", "none");
        var image = (await site.BuildAsync("s")).ShouldSucceed().Result;
        Assert.Equal("\n", await site.ReadAsync(image, "etc/proxy-of-install"));
    }

    [Fact]
    public async Task CacheThatCannotBeUsed_IsDoneWithout()
    {
        using var site = SiteThatTells();
        Directory.CreateDirectory(site.StateDirectory);
        await File.WriteAllTextAsync(
            Path.Combine(site.StateDirectory, "packages"), "in the way", TestContext.Current.CancellationToken);
        var build = (await site.BuildAsync("s")).ShouldSucceed();
        Assert.Contains("packages are downloaded without the cache", build.Error, StringComparison.Ordinal);
        Assert.Equal("\n", await site.ReadAsync(build.Result, "etc/proxy-of-install"));
    }

    [Fact]
    public async Task CacheOfNoSize_IsNotUsed()
    {
        using var site = SiteThatTells();
        var build = (await site.BuildAsync("s", "-packageCacheSize=0")).ShouldSucceed();
        Assert.Equal("\n", await site.ReadAsync(build.Result, "etc/proxy-of-install"));
        Assert.False(Directory.Exists(Path.Combine(site.StateDirectory, "packages")));
    }

    [Fact]
    public async Task EmptyList_AfterAnInstallation_FailsTheBuild_AndTheLogNamesTheStreamWithTheOldPackager()
    {
        using var site = new BuildSite();
        site.Main("PackagerTypes", new { none = new { InstallCommand = new[] { "true" }, ListCommand = new { ArgList = new[] { "true" } } } });
        site.Stream("s", "base", ("package-list", "tool\n"));
        (await site.BuildAsync("s")).ShouldFail(
            1, "s: list packages: generic-packager list printed no package, but the build installed packages; correct the ListCommand");

        // The image of base keeps the old command until it is built again.
        site.Main("PackagerTypes", new { none = new { InstallCommand = new[] { "true" }, ListCommand = new { ArgList = new[] { "echo", "tool 1" } } } });
        (await site.BuildAsync("s")).ShouldFail(
            1,
            "s: list packages: generic-packager list printed no package",
            "note: /bin/generic-packager of the source image was made before the packager type \"none\" or Imaginator changed; to use the current "
            + "packager type, rebuild base\n");

        (await site.BuildAsync("base")).ShouldSucceed();
        Assert.DoesNotContain("note: ", (await site.BuildAsync("s")).ShouldSucceed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestedBuild_GetsWhatTheRepositoryHasPublished_AlthoughTheListsAreRecent()
    {
        await using var repository = await StreamsServer.StartAsync();
        using var site = new BuildSite();
        site.Main("PackagerTypes", new
        {
            none = new
            {
                UpdateCommand = new[] { "wget", "-q", "-O", "/etc/index", $"http://127.0.0.1:{repository.Port}/dists/stable/InRelease" },
                InstallCommand = new[] { "true" },
            },
        });
        site.Stream("s", "base", ("package-list", "something\n"));
        site.StreamField("s", "Network", "host");

        // The second build asks the repository, which confirms the list in the cache. So the third one does not only find an empty cache.
        foreach (var version in (string[])["1", "1", "2"])
        {
            (repository.Contents, repository.EntityTag) = ($"version {version}\n", $"\"{version}\"");
            var build = (await site.BuildAsync("s", "-packageListsMaxAge=1h")).ShouldSucceed();
            Assert.Equal($"version {version}\n", await site.ReadAsync(build.Result, "etc/index"));
            Assert.Matches("update package lists: .*, lists checked [0-9]+ s ago", build.Error);
        }

        Assert.Equal([200, 304, 200], repository.Answers.Select(answer => answer.Status));
    }

    /// <summary>A site whose commands write down which proxy they were given.</summary>
    private static BuildSite SiteThatTells()
    {
        var site = new BuildSite();
        site.Main("PackagerTypes", new
        {
            none = new
            {
                UpdateCommand = new[] { "sh", "-c", "echo \"$http_proxy\" >/etc/proxy-of-update" },
                InstallCommand = new[] { "sh", "-c", "echo \"$http_proxy\" >/etc/proxy-of-install", "install" },
            },
        });
        site.Stream(
            "s", "base", ("package-list", "something\n"), ("scripts/tell", "#!/bin/sh\necho \"$http_proxy\" >/etc/proxy-of-script\n"));
        site.Bootstrap("boot", "sh", "-c", BuildSite.BootstrapScript + "\nprintenv http_proxy >etc/proxy-of-bootstrap", "$dir");
        return site;
    }
}
