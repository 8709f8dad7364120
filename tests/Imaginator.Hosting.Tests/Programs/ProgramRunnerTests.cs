using System.Collections.Immutable;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.Tests.Programs;

public sealed class ProgramRunnerTests : IDisposable
{
    private static readonly Flag<string> Name = new("name", FlagTypes.Text, "nobody", "A name.");
    private static readonly Flag<int> Count = new("count", FlagTypes.Number(0, 10), 1, "A count.");
    private readonly TemporaryDirectory _directory = new();
    private readonly List<(string Command, CommandContext Context)> _ran = [];

    [Fact]
    public async Task Accepts_FlagsOfOtherCommands_FromFilesAndCommandLine()
    {
        var file = _directory.Write("flags.default", "count=3\n");

        Assert.Equal(0, await RunAsync([file], "-count=4", "greet", "-name=ann"));

        var (command, context) = Assert.Single(_ran);
        Assert.Equal("greet", command);
        Assert.Equal("ann", context.Flags.Get(Name));
    }

    [Fact]
    public async Task Runs_TheFirstOperand_EvenWhereAFlagsValueNamesACommand()
    {
        Assert.Equal(0, await RunAsync([], "-name", "repeat", "greet"));

        Assert.Equal("greet", Assert.Single(_ran).Command);
    }

    [Fact]
    public async Task RunsNothing_WhereTheFirstOperandIsNoCommand()
    {
        Assert.Equal(2, await RunAsync([], "gret", "repeat"));

        Assert.Empty(_ran);
    }

    [Theory]
    [InlineData(2, "copy", "", "b")]
    [InlineData(2, "copy", "a", "")]
    [InlineData(0, "copy", "a", "b")]
    [InlineData(0, "copy", "a", "b", "")]
    public async Task Refuses_EmptyOperandThatIsRequired(int exitCode, params string[] arguments)
    {
        Assert.Equal(exitCode, await RunAsync([], arguments));

        Assert.Equal(exitCode == 0 ? 1 : 0, _ran.Count);
    }

    [Fact]
    public async Task HandsOn_WhatPluginsAreToldOfFlags()
    {
        Assert.Equal(0, await RunAsync([], "-name=ann", "greet"));

        Assert.Equal("ann", Assert.Single(_ran).Context.SharedPluginSettings["name"]);
    }

    public void Dispose() => _directory.Dispose();

    private Task<int> RunAsync(ImmutableArray<string> files, params string[] arguments) => ProgramRunner.RunAsync(
        new ProgramDescription
        {
            Name = "program",
            Summary = "be tested",
            Documentation = new ProgramDocumentation { ManualSection = 1 },
            Flags = SharedFlags.All,
            FlagFiles = files,
            PluginSettings = flags => ImmutableDictionary<string, string?>.Empty.Add("name", flags.Get(Name)),
            Commands =
            [
                new Command("greet", "", "greets", RecordAsync("greet")) { Flags = [Name] },
                new Command("repeat", "", "repeats", RecordAsync("repeat")) { Flags = [Name, Count] },
                new Command("copy", "FROM TO [MODE]", "copies", RecordAsync("copy")),
            ],
        },
        arguments);

    private Func<CommandContext, CancellationToken, Task<int>> RecordAsync(string command) => (context, _) =>
    {
        _ran.Add((command, context));
        return Task.FromResult(0);
    };
}
