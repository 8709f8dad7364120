using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Rebuilds that would only make again what there is.</summary>
public sealed class UnchangedTests
{
    private const string Skip = "-skipIfUnchangedFor=1h";

    [Fact]
    public async Task KeepsTheImage_WhileItsInputsAreTheSame()
    {
        using var site = new BuildSite();
        site.Stream("s", "base", ("files/etc/motd", "one\n"));
        var first = await BuildAsync(site, Skip, "-expiresIn=1h");
        var again = (await site.BuildAsync("s", Skip, "-expiresIn=9h")).ShouldSucceed();
        Assert.Equal(first, again.Result);
        Assert.Contains("nothing to do", again.Error, StringComparison.Ordinal);

        // It lives as long as a new one would have.
        var shown = (await site.ToolAsync("show-image", "-json", first)).ShouldSucceed().Output;
        var json = System.Text.Json.JsonDocument.Parse(shown).RootElement;
        Assert.True(
            json.GetProperty("expiresAt").GetDateTimeOffset() - json.GetProperty("createdOn").GetDateTimeOffset()
            > TimeSpan.FromHours(8));
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task Builds_WhenAPersonAsks()
    {
        using var site = new BuildSite();
        site.Stream("s", "base");
        Assert.NotEqual(await BuildAsync(site, Skip), await BuildAsync(site));
    }

    [Fact]
    public async Task ImageThatIsTheSameAsTheLast_IsPublishedAndSaysSo()
    {
        using var site = new BuildSite();
        site.Stream("s", "base", ("scripts/date", "#!/bin/sh\ndate >/tmp/now\necho x >/etc/x\nln /etc/x /etc/y\n"));
        var first = (await site.BuildAsync("s")).ShouldSucceed();
        Assert.DoesNotContain("the same as", first.Error, StringComparison.Ordinal);

        var second = (await site.BuildAsync("s")).ShouldSucceed();
        Assert.NotEqual(first.Result, second.Result);
        Assert.Contains($"The image is the same as {first.Result}\n", second.Error, StringComparison.Ordinal);
        Assert.Contains($"{second.Result} has the same contents as {first.Result}\n", second.Error, StringComparison.Ordinal);

        site.File("s", "scripts/more", "#!/bin/sh\nchmod 600 /etc/x\n");
        Assert.DoesNotContain("the same as", (await site.BuildAsync("s")).ShouldSucceed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageThatIsTheSameAsTheLast_IsCalledSoInLogHistoryAndPages()
    {
        using var site = new BuildSite();
        site.Stream("s", "base");
        await using var daemon = await site.StartDaemonAsync();
        var first = (await daemon.ToolAsync("build-image", "s")).ShouldSucceed().Result;
        var second = (await daemon.ToolAsync("build-image", "s")).ShouldSucceed().Result;

        Assert.Contains(
            $"The image is the same as {first}\n", await daemon.PageAsync($"/showBuildLog?{second}"), StringComparison.Ordinal);
        var builds = System.Text.Json.JsonDocument.Parse(await daemon.PageAsync("/api/v1/builds?stream=s"))
            .RootElement.GetProperty("builds");
        Assert.Equal(first, builds[0].GetProperty("identicalTo").GetString());
        Assert.False(builds[1].TryGetProperty("identicalTo", out _));
        Assert.Matches(
            $"Identical to</dt><dd>[^\n]*{first}", await daemon.PageAsync($"/builds/{builds[0].GetProperty("id").GetString()}"));
    }

    [Fact]
    public async Task Builds_WhenTheManifestHasChanged()
    {
        using var site = new BuildSite();
        site.Stream("s", "base", ("files/etc/motd", "one\n"));
        var first = await BuildAsync(site, Skip);
        site.File("s", "files/etc/motd", "two\n");
        Assert.NotEqual(first, await BuildAsync(site, Skip));
    }

    [Fact]
    public async Task Builds_WhenAVariableHasChanged()
    {
        using var site = new BuildSite();
        site.Stream("s", "base");
        var first = await BuildAsync(site, Skip, "-variables=A=1");
        Assert.NotEqual(first, await BuildAsync(site, Skip, "-variables=A=2"));
    }

    [Fact]
    public async Task KeepsTheImage_WhenTheSourceImageWasMadeAgainButIsTheSame()
    {
        using var site = new BuildSite();
        site.Stream("middle", "base");
        site.Stream("s", "middle");
        var first = await BuildAsync(site, Skip);
        (await site.BuildAsync("middle")).ShouldSucceed();
        Assert.Equal(first, await BuildAsync(site, Skip));
    }

    [Fact]
    public async Task Builds_WhenTheSourceImageIsAnother()
    {
        using var site = new BuildSite();
        site.Stream("middle", "base");
        site.Stream("s", "middle");
        var first = await BuildAsync(site, Skip);
        site.File("middle", "files/etc/new", "new\n");
        (await site.BuildAsync("middle")).ShouldSucceed();
        Assert.NotEqual(first, await BuildAsync(site, Skip));
    }

    [Fact]
    public async Task Builds_WhenTheImageIsTooOld()
    {
        using var site = new BuildSite();
        site.Stream("s", "base");
        var first = await BuildAsync(site, Skip);
        Assert.NotEqual(first, await BuildAsync(site, "-skipIfUnchangedFor=1ms"));
    }

    [Fact]
    public async Task Builds_WhenTheImageHasBeenDeleted()
    {
        using var site = new BuildSite();
        site.Stream("s", "base");
        var first = await BuildAsync(site, Skip);
        (await site.ToolAsync("delete-image", first)).ShouldSucceed();
        Assert.NotEqual(first, await BuildAsync(site, Skip));
    }

    [Fact]
    public async Task Builds_WhenAnObjectOfTheImageIsLost()
    {
        using var site = new BuildSite();
        site.Stream("s", "base", ("files/etc/motd", "lost\n"));
        var first = await BuildAsync(site, Skip);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData("lost\n"u8));
        File.Delete(Path.Combine(site.StateDirectory, "store/objects", hash[..2], hash[2..]));

        Assert.NotEqual(first, await BuildAsync(site, Skip));
        (await site.ToolAsync("fsck-store")).ShouldSucceed();
    }

    [Fact]
    public async Task WithPackages_TheRepositoryDecides()
    {
        using var site = new BuildSite();
        var repository = Directory.CreateDirectory(Path.Combine(site.Root, "repository")).FullName;
        UsePackager(site, repository, plan: $"cat {repository}/versions");
        site.Stream("s", "packaged", ("package-list", "tool\n"));
        File.WriteAllText(Path.Combine(repository, "versions"), "tool 1\n");
        var first = await BuildAsync(site, Skip);
        Assert.Equal(first, await BuildAsync(site, Skip));

        File.WriteAllText(Path.Combine(repository, "versions"), "tool 2\n");
        Assert.NotEqual(first, await BuildAsync(site, Skip));
    }

    [Fact]
    public async Task WithPackages_BuildsWhereThePackagerHasNoPlan()
    {
        using var site = new BuildSite();
        UsePackager(site, site.Root, plan: null);
        site.Stream("s", "packaged", ("package-list", "tool\n"));
        Assert.NotEqual(await BuildAsync(site, Skip), await BuildAsync(site, Skip));
    }

    private static void UsePackager(BuildSite site, string repository, string? plan)
    {
        var commands = new Dictionary<string, object> { ["InstallCommand"] = new[] { "true" } };
        if (plan is not null)
        {
            commands["PlanCommand"] = new[] { "sh", "-c", plan };
        }

        site.Main("PackagerTypes", new Dictionary<string, object>
        {
            ["none"] = new { InstallCommand = new[] { "true" } },
            ["fake"] = commands,
        });
        site.Main("BindMounts", new[] { repository });
        site.BootstrapWith("packaged", "fake", "sh", "-c", BuildSite.BootstrapScript, "$dir");
    }

    private static async Task<string> BuildAsync(BuildSite site, params string[] more) =>
        (await site.BuildAsync("s", more)).ShouldSucceed().Result;
}
