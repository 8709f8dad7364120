using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Bad plugins cost only the streams that need them, and errors name the guilty plugin.</summary>
public sealed class BadPluginTests : IDisposable
{
    private const string Zoo = "plugin ZooPlugin 6.6.6";

    private readonly BuildSite _site = new();

    public BadPluginTests() => _site.Stream("innocent", "base");

    private string Plugins => Path.Combine(_site.Root, "plugins");

    private string PluginFlag => $"-pluginDir={Plugins}";

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData("constructor", "the constructor of ZooPlugin failed")]
    [InlineData("register", "ZooPlugin.Register failed")]
    [InlineData("later", "ZooPlugin.LaterSettings failed")]
    [InlineData("schemes", "its parts cannot be created")]
    [InlineData("defaults", "its parts cannot be created")]
    public async Task PluginThatCannotBeLoaded_CostsItsStreams(string beast, string reason)
    {
        await AddZooAsync(beast);
        _site.ManifestUrl("guilty", "zoo://fine/x");

        (await _site.BuildAsync("innocent", PluginFlag)).ShouldSucceed();
        (await _site.BuildAsync("guilty", PluginFlag)).ShouldFail(
            1, "scheme \"zoo\" is not loaded", $"failed to load: ZooPlugin 6.6.6 ({reason}: InvalidOperationException: a bug)");
    }

    [Theory]
    [InlineData("zoo://throws/x", $"{Zoo} failed in IManifestSource.FetchAsync: InvalidOperationException: a bug; this is a fault of the plugin")]
    [InlineData("cage://throws/x", $"{Zoo} failed in IManifestSource.FetchAsync: InvalidOperationException: a bug; this is a fault of the plugin")]
    [InlineData("zoo://cancels/x", $"{Zoo} failed in IManifestSource.FetchAsync: OperationCanceledException: by itself; this is a fault of the plugin")]
    [InlineData("zoo://refuses/x", $"{Zoo}: cannot fetch: no")]
    [InlineData("zoo://ignores/x", $"{Zoo} did not end IManifestSource.FetchAsync after its cancellation; the call is given up")]
    [InlineData("zoo://blocks/x", $"{Zoo} did not end IManifestSource.FetchAsync after its cancellation; the call is given up")]
    public async Task PluginThatFails_IsNamed_AndNotImaginator(string url, string reason)
    {
        await AddZooAsync("");
        _site.ManifestUrl("guilty", url);

        // The others must not reach the limit first.
        var limit = url.Contains("ignores", StringComparison.Ordinal) || url.Contains("blocks", StringComparison.Ordinal) ? "3s" : "1h";

        (await _site.BuildAsync("innocent", PluginFlag)).ShouldSucceed();
        var failed = (await _site.BuildAsync("guilty", PluginFlag, $"-maximumBuildDuration={limit}")).ShouldFail(1, reason);
        Assert.DoesNotContain("internal error", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug in imaginator", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadPluginsTogether_AreAllNamed_AndDoNotDisturbAnInnocentStream()
    {
        string[] broken = ["ClumsyPlugin", "EmptyPlugin", "FuturePlugin", "NeedyPlugin", "OutdatedPlugin", "TwinPlugin", "UnluckyPlugin"];
        foreach (var name in broken)
        {
            TestPlugins.Copy(name, Plugins);
        }

        File.Delete(Path.Combine(Plugins, "NeedyPlugin", "NeededLibrary.dll"));
        TestPlugins.Copy("RivalPlugin", Plugins);
        TestPlugins.Copy("RivalPlugin", Plugins, "RivalTwin");
        _site.Main("Plugins", new { ClumsyPlugin = new { fails = "settings", patience = "soon" } });
        _site.BootstrapWith("contested", "rival", "true");

        (await _site.BuildAsync("innocent", PluginFlag)).ShouldSucceed();
        (await _site.BuildAsync("contested", PluginFlag)).ShouldFail(
            1, "packager rival is claimed by two plugins", "RivalPlugin/RivalPlugin.dll", "RivalTwin/RivalTwin.dll");
        var list = await RunningProgram.RunAsync(
            Distribution.Imaginator, [.. _site.DaemonArguments(), PluginFlag, "-listPlugins"]);
        Assert.Equal(1, list.ExitCode);
        Assert.All(broken, name => Assert.Matches($"(?m)^failed: {name} [0-9.]+ in ", list.Output));
        Assert.Matches(@"(?m)^failed: ClumsyPlugin .*: setting patience \(.*conf\.json:1\): ", list.Output);
    }

    [Fact]
    public async Task StoreThatDoesNotOpen_IsNamed_AndTheDaemonStarts()
    {
        await AddZooAsync("");
        await using var daemon = await _site.StartDaemonAsync(PluginFlag, "-imageStore=zoo://throws/x");

        const string Reason = $"{Zoo} failed in IUploader.OpenAsync: InvalidOperationException: a bug; this is a fault of the plugin";
        Assert.Contains(Reason, await daemon.ReadinessAsync(), StringComparison.Ordinal);
        Assert.Contains("ZooPlugin", await daemon.PageAsync("/showPlugins"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemovedPlugins_RemoveOnlyTheirFeatures()
    {
        var programs = Path.Combine(_site.Root, "programs");
        (await RunningProgram.RunAsync("cp", ["-a", Path.GetDirectoryName(Distribution.Imaginator)!, programs])).ShouldSucceed();
        foreach (var name in new[] { "Deb", "GitSource", "ImageServer", "Rpm" })
        {
            Directory.Delete(Path.Combine(programs, "plugins", name), recursive: true);
        }

        _site.ManifestUrl("git", "https://example.org/manifests");
        _site.BootstrapWith("debian", "deb", "true");

        (await BuildAsync("innocent")).ShouldSucceed();
        (await BuildAsync("git")).ShouldFail(1, "a plugin for manifest URLs of scheme \"https\" is not loaded; loaded are dir");
        (await BuildAsync("debian")).ShouldFail(1, "packager type \"deb\" is not loaded");

        Task<ProgramResult> BuildAsync(string stream) =>
            RunningProgram.RunAsync(Path.Combine(programs, "imaginator"), _site.BuildArguments(stream));
    }

    private async Task AddZooAsync(string beast) => await File.WriteAllTextAsync(
        Path.Combine(TestPlugins.Copy("ZooPlugin", Plugins), "beast"), beast, TestContext.Current.CancellationToken);
}
