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
    [MemberData(nameof(Programs))]
    public async Task Completion_IsValidBash(string program)
    {
        var script = (await RunningProgram.RunAsync(program, ["completion"])).ShouldSucceed().Output;
        (await RunningProgram.RunAsync("bash", ["-n", "-c", script])).ShouldSucceed();
    }

    [Theory]
    [InlineData("list-b", "list-builds")]
    [InlineData("list-builds -l", "-limit=")]
    [InlineData("-imaginatorHostname localhost list-builds -im", "-imaginatorHostname= -imaginatorPortNum=")]
    [InlineData("build-raw-from-manifest -raw", "-rawSize= -rawKernelOptions=")]
    [InlineData("make-certificates -st", "")]
    public async Task Completion_KnowsCommandsAndTheirFlags(string line, string expected)
    {
        var words = line.Split(' ');
        var result = await RunningProgram.RunAsync(
            "bash",
            [
                "-c",
                "source <(\"$0\" completion); COMP_WORDS=(builder-tool \"$@\"); COMP_CWORD=$#; _builder_tool; echo \"${COMPREPLY[*]}\"",
                Distribution.BuilderTool, .. words,
            ]);

        Assert.Equal(expected, result.ShouldSucceed().Result);
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
