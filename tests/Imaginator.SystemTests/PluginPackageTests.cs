using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary><c>imaginator plugin install</c> and <c>update</c> from a NuGet feed.</summary>
public sealed class PluginPackageTests : IDisposable
{
    private const string Id = "Example.Good";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Plugin_IsInstalledUpdatedAndRemoved_FromAFeed()
    {
        await using var feed = await NuGetFeed.StartAsync();
        feed.Add("1.0.0");
        feed.Add("1.1.0-beta");

        var installed = (await RunAsync("install", Id, $"-source={feed.Url}")).ShouldSucceed();
        Assert.Contains("installed GoodPlugin 1.0.0 in ", installed.Output, StringComparison.Ordinal);
        Assert.Contains("package of GoodPlugin: Example.Good 1.0.0, SHA-512 ", (await RunAsync("list")).Output, StringComparison.Ordinal);

        feed.Add("1.1.0");
        var updated = (await RunAsync("update", "GoodPlugin")).ShouldSucceed();
        Assert.Contains("updated from 1.0.0: GoodPlugin 1.1.0 in ", updated.Output, StringComparison.Ordinal);

        (await RunAsync("remove", "GoodPlugin")).ShouldSucceed();
        Assert.False(Directory.Exists(_directory.PathOf("plugins", "GoodPlugin")));
        Assert.Empty(Directory.GetFileSystemEntries(_directory.PathOf("temporary")));
    }

    [Fact]
    public async Task Package_ThatTheFeedReplaced_IsRefused()
    {
        await using var feed = await NuGetFeed.StartAsync();
        feed.Add("1.0.0");

        (await RunAsync("install", $"{Id}@1.0.0", $"-source={feed.Url}", $"-checksum={new string('0', 128)}"))
            .ShouldFail(1, "cannot install Example.Good 1.0.0 from http://127.0.0.1:", "its SHA-512 checksum is ");
        (await RunAsync("install", $"{Id}@2.0.0", $"-source={feed.Url}")).ShouldFail(1, "no version 2.0.0 of package Example.Good");
        (await RunAsync("install", "Example.Other", $"-source={feed.Url}")).ShouldFail(1, "no package Example.Other in ");
        Assert.False(Directory.Exists(_directory.PathOf("plugins", "GoodPlugin")));
    }

    [Fact]
    public async Task Feed_ThatDoesNotAnswer_IsNamed()
    {
        string url;
        await using (var feed = await NuGetFeed.StartAsync())
        {
            url = feed.Url;
        }

        (await RunAsync("install", Id, $"-source={url}")).ShouldFail(1, $"cannot read the package source \"{url}\": ");
    }

    // NuGet reads the settings of the user, and uses the proxy of the environment also for this machine.
    private Task<ProgramResult> RunAsync(string action, params string[] arguments) => RunningProgram.RunAsync(
        Distribution.Imaginator,
        ["plugin", action, $"-pluginDir={_directory.PathOf("plugins")}", .. arguments],
        new Dictionary<string, string?>
        {
            ["TMPDIR"] = Directory.CreateDirectory(_directory.PathOf("temporary")).FullName,
            ["HOME"] = Directory.CreateDirectory(_directory.PathOf("home")).FullName,
            ["http_proxy"] = null,
            ["HTTP_PROXY"] = null,
            ["all_proxy"] = null,
            ["ALL_PROXY"] = null,
        });
}
