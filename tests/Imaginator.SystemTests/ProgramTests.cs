using System.Text.Json;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

public sealed class ProgramTests
{
    public static TheoryData<string> Programs => [Distribution.Imaginator, Distribution.BuilderTool];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Help_ListsCommandsAndFlags(string program)
    {
        var help = (await RunningProgram.RunAsync(program, ["-h"])).ShouldSucceed().Output;
        Assert.Contains("Commands:", help, StringComparison.Ordinal);
        Assert.Contains("-stateDir", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frobnicate", 2)]
    [InlineData("show-image -stateDir=/dev/null/x i", 1)]
    public async Task ErrorThatCannotBeWritten_IsAnExitStatusAllTheSame(string line, int status)
    {
        var result = await RunningProgram.RunAsync(
            "sh", ["-c", $"{Distribution.BuilderTool} {line} 2>/dev/full; echo $?"]);
        Assert.Equal($"{status}", result.ShouldSucceed().Result);
    }

    [Fact]
    public async Task HelpAsACommand_IsThatOfTheCommandBehindIt()
    {
        var help = (await RunningProgram.RunAsync(Distribution.BuilderTool, ["help", "get-image"])).ShouldSucceed().Output;
        Assert.StartsWith("Usage:\n  builder-tool get-image [FLAG...] IMAGE DIR\n", help, StringComparison.Ordinal);
        Assert.Equal(help, (await RunningProgram.RunAsync(Distribution.BuilderTool, ["get-image", "-h"])).Output);
    }

    [Theory]
    [InlineData("get-image a", "get-image: operand DIR is missing; usage: builder-tool get-image [FLAG...] IMAGE DIR")]
    [InlineData("fsck-store a b", "fsck-store: too many operands: 2 given, at most 0 allowed; usage: builder-tool fsck-store [FLAG...]")]
    public async Task WrongNumberOfOperands_IsUsageErrorThatPointsAtTheCommandsHelp(string line, string expected) =>
        (await RunningProgram.RunAsync(Distribution.BuilderTool, line.Split(' ')))
            .ShouldFail(2, expected, $"Try: builder-tool {line.Split(' ')[0]} -h");

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task UnknownFlag_IsUsageError(string program) =>
        (await RunningProgram.RunAsync(program, ["-stateDirr=/x"])).ShouldFail(2, "stateDir");

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task UnknownCommand_IsUsageError(string program) =>
        (await RunningProgram.RunAsync(program, ["frobnicate"])).ShouldFail(2, "frobnicate");

    [Theory]
    [InlineData("bash", "-n")]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "--no-execute")]
    public async Task Completion_IsValidForItsShell(string shell, string flag)
    {
        using var site = new BuildSite();
        foreach (var program in new[] { Distribution.Imaginator, Distribution.BuilderTool })
        {
            var script = (await RunningProgram.RunAsync(program, ["completion", shell])).ShouldSucceed().Output;
            var file = Path.Combine(site.Root, "script");
            await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
            (await RunningProgram.RunAsync(shell, [flag, file])).ShouldSucceed();
        }
    }

    [Theory]
    [InlineData("list-b", "list-b", "list-builds")]
    [InlineData("list-builds -l", "-l", "-limit=")]
    [InlineData("-imaginatorHostname localhost list-builds -im", "-im", "-imaginatorHostname= -imaginatorPortNum=")]
    [InlineData("build-raw-from-manifest -raw", "-raw", "-rawKernelOptions= -rawSize=")]
    [InlineData("make-certificates -st", "-st", "")]
    [InlineData("list-builds -json=t", "t", "true")]
    [InlineData("completion ", "", "bash fish zsh")]
    public async Task Completion_KnowsCommandsAndTheirFlags_InBash(string line, string piece, string expected)
    {
        // Readline passes the piece behind the last "=" or ":", and expects candidates for this piece.
        const string Script =
            "source <(\"$0\" completion); COMP_LINE=\"builder-tool $1\"; COMP_POINT=${#COMP_LINE}; _builder_tool \"$0\" \"$2\"; echo \"${COMPREPLY[*]}\"";

        var result = await RunningProgram.RunAsync("bash", ["-c", Script, Distribution.BuilderTool, line, piece]);

        Assert.Equal(expected, result.ShouldSucceed().Result);
    }

    [Fact]
    public async Task Completion_KnowsStreamsAndImages()
    {
        using var site = new BuildSite();
        site.Stream("users/web", "base");
        var image = (await site.BuildAsync("users/web")).ShouldSucceed().Result;

        string[] flags = [$"-stateDir={site.StateDirectory}", $"-imaginatorPortNum={FreePort.Next()}"];
        var images = await CompleteAsync([.. flags, "show-image", "users/"]);
        var streams = await CompleteAsync([.. flags, "find-latest-image", ""]);

        Assert.Equal([image], images);
        Assert.Equal(["base", "users/web"], streams);
    }

    [Fact]
    public async Task Completion_KnowsStreamsAndBuildsOfTheDaemon()
    {
        using var site = new BuildSite();
        site.Stream("users/web", "base");
        await using var daemon = await site.StartDaemonAsync();
        (await daemon.ToolAsync("build-image", "users/web")).ShouldSucceed();

        Assert.Equal(["users/web"], await CompleteAsync($"-imaginatorPortNum={daemon.Port}", "build-image", "us"));
        Assert.Equal(2, (await CompleteAsync($"-imaginatorPortNum={daemon.Port}", "show-build", "")).Length);
    }

    [Fact]
    public async Task Completion_WorksInFish()
    {
        const string Script = "builder-tool completion fish | source; complete -C 'builder-tool list-b'";
        using var site = new BuildSite();

        var result = await RunningProgram.RunAsync(
            "fish",
            ["-c", Script],
            new Dictionary<string, string?>
            {
                ["PATH"] = $"{Path.GetDirectoryName(Distribution.BuilderTool)}:/usr/bin:/bin",
                ["HOME"] = site.Root,
            });

        Assert.StartsWith("list-builds\t", result.ShouldSucceed().Result, StringComparison.Ordinal);
    }

    private static async Task<string[]> CompleteAsync(params string[] words) =>
        (await RunningProgram.RunAsync(Distribution.BuilderTool, ["complete", "--", .. words])).ShouldSucceed().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Theory]
    [InlineData(2, "usage", "get-image", "a")]
    [InlineData(2, "usage", "-nosuch")]
    [InlineData(1, "failed", "list-images", "-stateDir=/nonexistent/x")]
    [InlineData(3, "failed", "fsck-store", "-stateDir=/nonexistent/x")]
    public async Task Failure_IsOneJsonDocument_WithTheExitStatus(int status, string code, params string[] arguments)
    {
        var result = await RunningProgram.RunAsync(Distribution.BuilderTool, ["-json", .. arguments]);

        Assert.Equal((status, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        var error = json.RootElement.GetProperty("error");
        Assert.Equal((code, status), (error.GetProperty("code").GetString(), error.GetProperty("exitStatus").GetInt32()));
        Assert.NotEqual("", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task ImageCommands_TakeAStreamForItsNewestImage_AndPrintCamelCase()
    {
        using var site = new BuildSite();
        site.Stream("users/web", "base", ("files/etc/passwd", "root:x:0:0::/:/bin/sh\n"));
        var image = (await site.BuildAsync("users/web")).ShouldSucceed().Result;
        var target = Path.Combine(site.Root, "target");

        var unpacked = (await site.ToolAsync("get-image", "-json", "users/web", target)).ShouldSucceed();
        var summary = (await site.ToolAsync("show-image", "-json", "-summary", "users/web")).ShouldSucceed();
        var difference = (await site.ToolAsync("diff-images", "-json", "base", "users/web")).ShouldSucceed();

        Assert.True(File.Exists(Path.Combine(target, "etc/passwd")));
        using var json = JsonDocument.Parse(unpacked.Output);
        Assert.Equal(image, json.RootElement.GetProperty("imageName").GetString());
        using var shown = JsonDocument.Parse(summary.Output);
        Assert.Equal(image, shown.RootElement.GetProperty("name").GetString());
        Assert.False(shown.RootElement.TryGetProperty("packages", out _));
        using var changed = JsonDocument.Parse(difference.Output);
        var file = changed.RootElement.GetProperty("changed").EnumerateArray()
            .Single(file => file.GetProperty("path").GetString() == "/etc/passwd");
        Assert.Contains("contents", file.GetProperty("changes").EnumerateArray().Select(change => change.GetString()));
    }

    [Fact]
    public async Task CheckManifests_ReportsBrokenManifests_ForPeopleProgramsAndForges()
    {
        using var site = new BuildSite();
        site.Stream("users/web", "base");
        site.Stream("users/bad", "base");
        site.File("users/bad", "manifest", "{");
        string[] check = [.. site.DaemonArguments(), "-checkConfiguration", "-checkManifests"];
        var file = $"{site.ManifestDirectory("users/bad")}/manifest";
        var environment = new Dictionary<string, string?> { ["GITHUB_WORKSPACE"] = site.Root, ["CI_PROJECT_DIR"] = null };

        var text = await RunningProgram.RunAsync(Distribution.Imaginator, check);
        var json = await RunningProgram.RunAsync(Distribution.Imaginator, [.. check, "-json"]);
        var github = await RunningProgram.RunAsync(Distribution.Imaginator, [.. check, "-annotations=github"], environment);
        var gitlab = await RunningProgram.RunAsync(Distribution.Imaginator, [.. check, "-annotations=gitlab"], environment);

        Assert.All([text, json, github, gitlab], result => Assert.Equal(1, result.ExitCode));
        Assert.Contains($"{file}:1: error: not JSON", text.Output, StringComparison.Ordinal);
        Assert.Contains("manifests: 2 checked, 0 not available", text.Output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(json.Output);
        Assert.Equal(1, report.RootElement.GetProperty("errors").GetInt32());
        Assert.Contains($"::error file={file[(site.Root.Length + 1)..]},line=1::not JSON", github.Output, StringComparison.Ordinal);
        using var quality = JsonDocument.Parse(gitlab.Output);
        Assert.Equal(
            file[(site.Root.Length + 1)..], quality.RootElement[0].GetProperty("location").GetProperty("path").GetString());
    }

    [Fact]
    public async Task Schemas_AreListedAndPrinted()
    {
        var names = (await RunningProgram.RunAsync(Distribution.Imaginator, ["schema"])).ShouldSucceed().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ToArray();

        Assert.Contains("workers", names);
        foreach (var name in names)
        {
            var schema = (await RunningProgram.RunAsync(Distribution.Imaginator, ["schema", name])).ShouldSucceed().Output;
            using var json = JsonDocument.Parse(schema);
            Assert.Equal(name is "triggers" or "computed-files" ? "array" : "object", json.RootElement.GetProperty("type").GetString());
        }

        var main = (await RunningProgram.RunAsync(Distribution.Imaginator, ["schema", "configuration"])).ShouldSucceed().Output;
        Assert.Contains("\"collectionInterval\"", main, StringComparison.Ordinal);
        (await RunningProgram.RunAsync(Distribution.Imaginator, ["schema", "work"])).ShouldFail(2, "schemas are");
    }

    [Fact]
    public async Task ListPlugins_ShowsWhatEachProvides()
    {
        var list = (await RunningProgram.RunAsync(Distribution.Imaginator, ["-listPlugins"])).ShouldSucceed().Output;
        foreach (var part in new[] { "Deb", "deb", "DirSource", "dir", "LocalStore", "local" })
        {
            Assert.Contains(part, list, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CheckConfiguration_ReportsFaultsWithTheirPlaces()
    {
        using var site = new BuildSite();
        var file = Path.Combine(site.Root, "conf.json");
        await File.WriteAllTextAsync(
            file,
            "{\n\"BootstrapStreams\": {\n\"b\": {\"BootstrapCommand\": 5, \"PackagerType\": \"dep\"}},\n\"PackagerTypes\": {\"deb\": {}}}\n",
            TestContext.Current.CancellationToken);
        var result = await RunningProgram.RunAsync(
            Distribution.Imaginator, ["-checkConfiguration", $"-configurationUrl={file}"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("conf.json", result.Output + result.Error, StringComparison.Ordinal);
        Assert.Contains("BootstrapCommand", result.Output + result.Error, StringComparison.Ordinal);
        Assert.Contains("dep", result.Output + result.Error, StringComparison.Ordinal);
    }
}
