using System.Text;
using System.Text.Json;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Messages.Images;
using Imaginator.Protocol.Tests.Gob;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.BuilderTool.Tests.Daemon;

/// <summary>
/// Every recorded session of the original's builder-tool, with ours in its place: the same command gets the recorded bytes
/// of the real daemon, says the same to it, and prints and returns what they mean.
/// </summary>
public sealed class CaptureReplayTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BuildImage_ShowsTheLogAndPrintsTheName(bool byteByByte)
    {
        foreach (var (name, stream) in new[]
        {
            ("builder-tool-build-bootstrap", "bootstrap/tiny"), ("builder-tool-build-image", "users/alpha"),
        })
        {
            var run = await ReplayAsync(name, byteByByte, "-alwaysShowBuildLog", "build-image", stream);

            var responses = await ResponsesAsync(name);
            Assert.Equal(responses[^1].ImageName + "\n", run.ShouldSucceed().Output);
            Assert.Equal(LogOf(responses), run.Error);
        }
    }

    [Fact]
    public async Task BuildImage_IsQuietOnSuccess_AndPrintsJson()
    {
        var run = await ReplayAsync("builder-tool-build-image", false, "build-image", "-json", "users/alpha");

        using var json = JsonDocument.Parse(run.ShouldSucceed().Output);
        Assert.Equal(
            (await ResponsesAsync("builder-tool-build-image"))[^1].ImageName,
            json.RootElement.GetProperty("imageName").GetString());
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task BuildImage_SendsBranchVariablesAndExpiration_AndReportsTheFailure()
    {
        var variables = _directory.PathOf("variables.json");
        var request = await RequestAsync("builder-tool-build-git-branch-variables");
        await File.WriteAllTextAsync(
            variables, JsonSerializer.Serialize(request.Variables), TestContext.Current.CancellationToken);

        var run = await ReplayAsync(
            "builder-tool-build-git-branch-variables", false,
            $"-variablesFilename={variables}", "-expiresIn=30m", "build-image", "users/alpha", "some-branch");

        await ShouldFailAsRecordedAsync("builder-tool-build-git-branch-variables", run);
    }

    [Theory]
    [InlineData("builder-tool-build-no-source", "users/orphan")]
    [InlineData("builder-tool-build-unknown-stream", "nosuch/stream")]
    [InlineData("builder-tool-build-while-disabled", "users/alpha")]
    public async Task BuildImage_ShowsLogAndErrorOfAFailure(string name, string stream) =>
        await ShouldFailAsRecordedAsync(name, await ReplayAsync(name, false, "build-image", stream));

    [Fact]
    public async Task BuildImage_WritesTheImageToAFile()
    {
        const string Name = "builder-tool-build-return-image";
        var file = _directory.PathOf("image");

        var run = await ReplayAsync(Name, false, $"-imageFilename={file}", "build-image", "users/alpha");

        Assert.Equal("", run.ShouldSucceed().Output);
        var written = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var image = await GobRoundTrip.DecodeAsync<DominatorImage>(DominatorTypes.Catalog, written);
        Assert.Equal(
            await GobRoundTrip.EncodeOneAsync(DominatorTypes.Catalog, (await ResponsesAsync(Name))[^1].Image!),
            await GobRoundTrip.EncodeOneAsync(DominatorTypes.Catalog, image));
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_directory.FullName));
    }

    [Fact]
    public async Task DisableAutoBuilds_PrintsUntilWhen()
    {
        var run = await ReplayAsync("builder-tool-disable-auto-builds", false, "-disableFor=5m", "-json", "disable-auto-builds");

        Assert.Equal(
            DateTimeOffset.Parse("2026-11-23T12:47:59.334578499Z", null).UtcTicks / 10_000_000,
            DisabledUntil(run)!.Value.UtcTicks / 10_000_000);
    }

    [Fact]
    public async Task DisableBuildRequests_PrintsUntilWhen()
    {
        var run = await ReplayAsync(
            "builder-tool-disable-build-requests", false, "-disableFor=5m", "-json", "disable-build-requests");

        Assert.Equal(
            DateTimeOffset.Parse("2026-11-23T12:48:00Z", null).UtcTicks / 10_000_000,
            DisabledUntil(run)!.Value.UtcTicks / 10_000_000);
    }

    [Fact]
    public async Task EnableBuildRequests_SaysSo()
    {
        var run = await ReplayAsync("builder-tool-enable-build-requests", false, "enable-build-requests");

        Assert.Equal("build requests are enabled\n", run.ShouldSucceed().Output);
    }

    [Fact]
    public async Task GetDependencies_PrintsCamelCase_WhereJsonIsRequested()
    {
        var run = await ReplayAsync("builder-tool-get-dependencies", false, "get-dependencies", "-json");

        using var json = JsonDocument.Parse(run.ShouldSucceed().Output);
        Assert.Equal(
            ["generatedAt", "lastAttemptAt", "streamToSource", "unbuildableSources"],
            json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("bootstrap/tiny", json.RootElement.GetProperty("streamToSource").GetProperty("users/alpha").GetString());
    }

    [Fact]
    public async Task Failure_IsJson_WithTheSameExitStatus()
    {
        var run = await ReplayAsync("builder-tool-replace-idle-slaves", false, "replace-idle-slaves", "-json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Error);
        using var json = JsonDocument.Parse(run.Output);
        var error = json.RootElement.GetProperty("error");
        Assert.Equal("failed", error.GetProperty("code").GetString());
        Assert.Contains("no SlaveDriver configured", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, error.GetProperty("exitStatus").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetDependencies_PrintsJson(bool showsLog)
    {
        var run = await ReplayAsync(
            "builder-tool-get-dependencies", false, "get-dependencies", $"-showFetchLog={(showsLog ? "true" : "false")}");

        using var json = JsonDocument.Parse(run.ShouldSucceed().Output);
        var sources = json.RootElement.GetProperty("StreamToSource");
        Assert.Equal(2, sources.EnumerateObject().Count());
        Assert.Equal("bootstrap/tiny", sources.GetProperty("users/alpha").GetString());
        Assert.Equal("nowhere/none", sources.GetProperty("users/orphan").GetString());
        Assert.Equal(
            "nowhere/none", Assert.Single(json.RootElement.GetProperty("UnbuildableSources").EnumerateObject()).Name);
        Assert.Equal(2026, json.RootElement.GetProperty("GeneratedAt").GetDateTimeOffset().Year);
        Assert.Equal(
            showsLog ? "Cumulative fetch time: 0s\nGenerated dependencies in: 172µs\n" : "", run.Error);
    }

    [Fact]
    public async Task GetDigraph_PrintsDot()
    {
        var run = await ReplayAsync("builder-tool-get-digraph", true, "-digraphExcludes=users/orphan", "get-digraph");

        Assert.Equal(
            "digraph all {\n  \"users/alpha\" -> \"bootstrap/tiny\"\n  \"nowhere/none\" [fontcolor=red]\n}\n",
            run.ShouldSucceed().Output);
    }

    [Fact]
    public async Task ReplaceIdleSlaves_ReportsTheError() =>
        (await ReplayAsync("builder-tool-replace-idle-slaves", false, "replace-idle-slaves"))
        .ShouldFail(1, "no SlaveDriver configured");

    [Fact]
    public async Task StartAutoBuilds_SaysNothing()
    {
        var run = await ReplayAsync(
            "builder-tool-start-auto-builds", false,
            "-waitForAutoRebuilds", "-waitToStartAutoRebuilds", "start-auto-builds");

        Assert.Equal("", run.ShouldSucceed().Output);
        Assert.Equal("", run.Error);
    }

    public void Dispose() => _directory.Dispose();

    private static async Task<BuilderToolRun> ReplayAsync(string name, bool byteByByte, params string[] arguments)
    {
        await using var daemon = new RecordedDaemon(Capture.Load(name), byteByByte);
        var run = await BuilderToolRun.RunAsync([.. daemon.Flags, .. arguments]);
        await daemon.AssertHeardTheSameAsync();
        return run;
    }

    private static async Task ShouldFailAsRecordedAsync(string name, BuilderToolRun run)
    {
        var responses = await ResponsesAsync(name);
        run.ShouldFail(1);
        Assert.Equal($"{LogOf(responses)}builder-tool: {responses[^1].ErrorString}\n", run.Error);
    }

    private static async Task<IReadOnlyList<BuildImageResponse>> ResponsesAsync(string name) =>
        [.. (await CaptureReader.ReadValuesAsync(Capture.Load(name), ofClient: false)).Values.OfType<BuildImageResponse>()];

    private static async Task<BuildImageRequest> RequestAsync(string name) =>
        (await CaptureReader.ReadValuesAsync(Capture.Load(name), ofClient: true)).Values.OfType<BuildImageRequest>().Single();

    private static string LogOf(IEnumerable<BuildImageResponse> responses) =>
        string.Concat(responses.Select(response => Encoding.UTF8.GetString(response.BuildLog.Span)));

    private static DateTimeOffset? DisabledUntil(BuilderToolRun run)
    {
        using var json = JsonDocument.Parse(run.ShouldSucceed().Output);
        return json.RootElement.GetProperty("disabledUntil").GetDateTimeOffset();
    }
}
