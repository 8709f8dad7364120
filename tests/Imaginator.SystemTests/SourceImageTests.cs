using System.Text.Json;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Which source image a build starts from.</summary>
public sealed class SourceImageTests : IDisposable
{
    private readonly BuildSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task MaxSourceAge_BuildsAnOlderSourceImageAnew()
    {
        _site.Stream("app", "base");
        var first = await SourceOfAsync("app");
        Assert.Equal(first, await SourceOfAsync("app"));
        Assert.Equal(first, await SourceOfAsync("app", "-maxSourceAge=1h"));
        var second = await SourceOfAsync("app", "-maxSourceAge=1ms");
        Assert.NotEqual(first, second);
        Assert.Equal(second, await SourceOfAsync("app"));
    }

    [Fact]
    public async Task SourceImageThatIsTooOldForBuilderTool_IsNamed_WithTheFlagThatTakesIt()
    {
        _site.Stream("app", "base");
        var source = await SourceOfAsync("app");
        (await _site.ToolAsync("build-from-manifest", "-maxSourceAge=1ms", _site.ManifestDirectory("app"), "app")).ShouldFail(
            1, $"no suitable source image of base ({source} is too old)", "build that stream first, or use it as it is with -maxSourceAge=0");
    }

    [Fact]
    public async Task CommitOfTheSourceImage_IsBuiltIfThereIsNoImageOfIt()
    {
        var repository = Path.Combine(_site.Root, "repository");
        var old = await CommitAsync(repository, "old");
        var latest = await CommitAsync(repository, "new");
        _site.Stream("middle", "base");
        _site.StreamField("middle", "ManifestUrl", $"file://{repository}");
        _site.Stream("app", "middle");
        Assert.Equal("new\n", await WhichAsync(await SourceOfAsync("app")));

        _site.File("app", "manifest", JsonSerializer.Serialize(new { SourceImage = "middle", SourceImageGitCommitId = "$COMMIT" }));
        var source = await SourceOfAsync("app", $"-variables=COMMIT={old}");
        Assert.Equal("old\n", await WhichAsync(source));
        Assert.Equal(source, await SourceOfAsync("app", $"-variables=COMMIT={old}"));
        Assert.NotEqual(source, await SourceOfAsync("app", $"-variables=COMMIT={latest}"));

        var image = (await _site.ToolAsync("show-image", "-json", "-summary", source)).ShouldSucceed().Output;
        Assert.Contains($"\"buildCommitId\": \"{old}\"", image, StringComparison.Ordinal);
        Assert.Contains($"\"buildGitUrl\": \"file://{repository}\"", image, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitThatNobodyHas_IsNamed()
    {
        var repository = Path.Combine(_site.Root, "repository");
        await CommitAsync(repository, "only");
        _site.Stream("middle", "base");
        _site.StreamField("middle", "ManifestUrl", $"file://{repository}");
        _site.Stream("app", "middle");
        const string Unknown = "0123456789012345678901234567890123456789";
        _site.File("app", "manifest", JsonSerializer.Serialize(new { SourceImage = "middle", SourceImageGitCommitId = Unknown }));

        (await _site.BuildAsync("app")).ShouldFail(1, "app: source image: middle: fetch manifest: ", Unknown);
        Assert.Empty(_site.Leftovers());
    }

    [Fact]
    public async Task VariablesOfTheRequest_ReachTheSourceImage_WithThoseOfTheManifest()
    {
        _site.Stream("middle", "base", ("scripts/note", "#!/bin/sh\necho $FROM_REQUEST $FROM_MANIFEST $BOTH >/which\n"));
        _site.Stream("app", "middle");
        _site.File("app", "manifest", JsonSerializer.Serialize(new
        {
            SourceImage = "middle",
            SourceImageBuildVariables = new { FROM_MANIFEST = "of $IMAGE_STREAM", BOTH = "manifest" },
        }));
        Assert.Equal("request of app manifest\n", await WhichAsync(await SourceOfAsync("app", "-variables=FROM_REQUEST=request,BOTH=request")));
    }

    [Fact]
    public async Task Cycle_OverThreeStreamsIsPrinted()
    {
        _site.Stream("a", "b");
        _site.Stream("b", "c");
        _site.Stream("c", "a");
        (await _site.BuildAsync("b")).ShouldFail(1, "cycle: b -> c -> a -> b");
        Assert.Empty(_site.Leftovers());
    }

    private async Task<string> SourceOfAsync(string stream, params string[] flags)
    {
        var image = (await _site.BuildAsync(stream, flags)).ShouldSucceed().Result;
        var shown = (await _site.ToolAsync("show-image", "-json", "-summary", image)).ShouldSucceed().Output;
        using var document = JsonDocument.Parse(shown);
        return document.RootElement.GetProperty("sourceImage").GetString()!;
    }

    private Task<string> WhichAsync(string image) => _site.ReadAsync(image, "which");

    private static async Task<string> CommitAsync(string repository, string which)
    {
        var script = $$"""
            set -e
            mkdir -p '{{repository}}'; cd '{{repository}}'
            git init -q -b main . 2>/dev/null
            echo '{"SourceImage": "base"}' >manifest; mkdir -p files; echo {{which}} >files/which
            git add -A; git -c user.name=n -c user.email=e commit -q -m {{which}}
            git rev-parse HEAD
            """;
        return (await RunningProgram.RunAsync("sh", ["-c", script])).ShouldSucceed().Result;
    }
}
