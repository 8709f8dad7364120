using System.Collections.Immutable;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Tests.Flags;

public sealed class FlagParserTests : IDisposable
{
    private static readonly Flag<TimeSpan> Interval = new("interval", FlagTypes.Duration, TimeSpan.Zero, "A duration.");
    private static readonly Flag<long> Quota = new("quota", FlagTypes.Size, 0, "A size.");
    private static readonly ImmutableArray<Flag> Flags = [.. SharedFlags.All, .. ConfigurationFlags.All, Interval, Quota];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static CommandLine Parse(params string[] arguments) => FlagParser.Parse(Flags, arguments, []);

    private static string[] FaultsOf(params string[] arguments) =>
        Assert.Throws<UsageException>(() => Parse(arguments)).Message.Split('\n');

    [Theory]
    [InlineData("-stateDir=/s")]
    [InlineData("--stateDir=/s")]
    [InlineData("-stateDir", "/s")]
    [InlineData("--stateDir", "/s")]
    [InlineData("-stateDir=/other", "-stateDir=/s")]
    public void Reads_FlagInEachForm(params string[] arguments)
    {
        var line = Parse(arguments);

        Assert.Equal("/s", line.Values.Get(SharedFlags.StateDirectory));
        Assert.True(line.Values.IsGiven(SharedFlags.StateDirectory));
        Assert.Empty(line.Arguments);
    }

    [Fact]
    public void Keeps_EqualsSignsAndEmptyValues()
    {
        var values = Parse("-stateDir=a=b", "-imageStore=", "-variablesFile", "").Values;

        Assert.Equal("a=b", values.Get(SharedFlags.StateDirectory));
        Assert.Equal("", values.Get(SharedFlags.ImageStore));
        Assert.True(values.IsGiven(ConfigurationFlags.VariablesFile));
    }

    [Fact]
    public void Uses_DefaultsOfFlagsThatAreNotGiven()
    {
        var values = Parse().Values;

        Assert.Equal(6971, values.Get(SharedFlags.ImageServerPortNumber));
        Assert.Equal("file:///etc/imaginator/conf.json", values.Get(ConfigurationFlags.ConfigurationUrl));
        Assert.False(values.Get(SharedFlags.ListPlugins));
        Assert.False(values.IsGiven(SharedFlags.ListPlugins));
    }

    [Theory]
    [InlineData(true, "-listPlugins")]
    [InlineData(true, "-listPlugins=T")]
    [InlineData(true, "-listPlugins=1")]
    [InlineData(false, "-listPlugins", "-listPlugins=FALSE")]
    public void Reads_BooleanAloneOrWithValue(bool value, params string[] arguments) =>
        Assert.Equal(value, Parse(arguments).Values.Get(SharedFlags.ListPlugins));

    [Fact]
    public void Reads_FlagsAroundCommandAndOperands()
    {
        var line = Parse("build", "-listPlugins", "base/debian", "-pluginDir=/a, /b", "-", "--", "-x", "--");

        Assert.Equal(["build", "base/debian", "-", "-x", "--"], line.Arguments);
        Assert.Equal(["/a", "/b"], line.Values.Get(SharedFlags.PluginDirectories));
        Assert.True(line.Values.Get(SharedFlags.ListPlugins));
    }

    [Fact]
    public void Reads_NextArgumentAsValueEvenIfItIsAFlag() =>
        Assert.Equal("-x", Parse("-stateDir", "-x").Values.Get(SharedFlags.StateDirectory));

    [Fact]
    public void Reports_EveryFaultAtOnce() => Assert.Equal(
        [
            "command line: unknown flag \"statedir\"; did you mean -stateDir?",
            "command line: unknown flag \"imageSotre\"; did you mean -imageStore?",
            "command line: unknown flag \"somethingElse\"; -h lists the flags",
            "command line: flag imageServerPortNum: \"70000\" is not a whole number from 1 to 65535",
            "command line: flag interval: \"1d\" is not a duration such as 1h30m or 90s",
            "command line: flag quota: \"much\" is not a size such as 100MiB, 1GiB or a number of bytes",
            "command line: flag listPlugins: \"maybe\" is neither true nor false",
            "command line: flag -stateDir requires a value; write -stateDir=DIR",
        ],
        FaultsOf(
            "-statedir=/s", "--imageSotre=x", "-somethingElse", "-imageServerPortNum=70000", "-interval", "1d",
            "-quota=much", "-listPlugins=maybe", "-stateDir"));

    [Theory]
    [InlineData(nameof(CommandLineRequest.Help), "-h")]
    [InlineData(nameof(CommandLineRequest.Help), "--help")]
    [InlineData(nameof(CommandLineRequest.Help), "-nonsense", "build", "-h", "-version")]
    [InlineData(nameof(CommandLineRequest.Version), "-version")]
    [InlineData(nameof(CommandLineRequest.Work), "--", "-h")]
    public void Answers_HelpAndVersionDespiteFaults(string request, params string[] arguments) =>
        Assert.Equal(request, Parse(arguments).Request.ToString());

    [Fact]
    public void Reads_FlagFilesBeforeCommandLine()
    {
        var first = _directory.Write("flags.default", "# comment\n; comment\n\n stateDir = /first \nimageStore=/first\nlistPlugins=true\r\n");
        var second = _directory.Write("flags.extra", "imageStore=/second\nconfigurationUrl=/second\n");
        var values = FlagParser.Parse(
            Flags, ["-configurationUrl=/line"], [first, _directory.PathOf("missing", "flags"), second]).Values;

        Assert.Equal("/first", values.Get(SharedFlags.StateDirectory));
        Assert.Equal("/second", values.Get(SharedFlags.ImageStore));
        Assert.Equal("/line", values.Get(ConfigurationFlags.ConfigurationUrl));
        Assert.True(values.Get(SharedFlags.ListPlugins));
    }

    [Fact]
    public void Names_FileAndLineOfFault()
    {
        var file = _directory.Write("flags.default", "# comment\nstateDr=/s\nimageServerPortNum=x\nlistPlugins\n");

        var e = Assert.Throws<UsageException>(() => FlagParser.Parse(Flags, [], [file]));
        Assert.Equal(
            [
                $"{file}:2: unknown flag \"stateDr\"; did you mean -stateDir?",
                $"{file}:3: flag imageServerPortNum: \"x\" is not a whole number from 1 to 65535",
                $"{file}:4: expected name=value, found \"listPlugins\"",
            ],
            e.Message.Split('\n'));
        Assert.Equal(2, UsageException.ExitCode);
    }

    [Fact]
    public void Reports_FlagFileThatCannotBeRead()
    {
        var e = Assert.Throws<UsageException>(() => FlagParser.Parse(Flags, [], [_directory.FullName]));

        Assert.StartsWith($"{_directory.FullName}: cannot read the flag file: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_FlagFileThatIsAFifo_WithoutWaitingForItsWriter()
    {
        using (var parent = DirectoryHandle.OpenHost(_directory.FullName))
        {
            parent.MakeNode("pipe", (uint)FileType.Fifo | 0x180, 0);
        }

        var e = Assert.Throws<UsageException>(() => FlagParser.Parse(Flags, [], [_directory.PathOf("pipe")]));
        Assert.EndsWith("cannot read the flag file: it is a FIFO, not a regular file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_FlagFileAsText()
    {
        Assert.Equal(
            "/s", FlagParser.Parse(Flags, [], [_directory.Write("good", "\uFEFFstateDir=/s\n")]).Values.Get(SharedFlags.StateDirectory));

        var bad = _directory.Write("bad", "# comment\nstateDir=/s\0t\n");
        var e = Assert.Throws<UsageException>(() => FlagParser.Parse(Flags, [], [bad]));
        Assert.Equal($"{bad}:2: the line contains a zero byte; the file must be text", e.Message);
    }

    [Fact]
    public void Refuses_EmptyStateDirectory() =>
        Assert.Equal(["command line: flag stateDir: \"\" is empty; name a directory"], FaultsOf("-stateDir="));

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("builder-1.example", true)]
    [InlineData("fd00::7", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("http://host", false)]
    public void Takes_HostNamesOnly(string text, bool isHost)
    {
        ImmutableArray<Flag> flags = [new Flag<string>("host", FlagTypes.RequiredHost, "localhost", "A host.")];

        Assert.Equal(isHost, Record.Exception(() => FlagParser.Parse(flags, ["-host", text], [])) is null);
    }

    [Fact]
    public void Finds_FlagFilesWhereProgramsOfTheFieldHaveThem()
    {
        Assert.Equal(
            ["/etc/imaginator/flags.default", "/etc/imaginator/flags.extra"], FlagFiles.OfDaemon("imaginator"));
        Assert.Equal(
            [
                "/etc/config/builder-tool/flags.default", "/etc/config/builder-tool/flags.extra",
                "/home/fred/.config/builder-tool/flags.default", "/home/fred/.config/builder-tool/flags.extra",
            ],
            FlagFiles.Resolve(FlagFiles.OfTool("builder-tool"), "/home/fred"));
        Assert.Equal(2, FlagFiles.Resolve(FlagFiles.OfTool("builder-tool"), home: null).Length);
    }
}
