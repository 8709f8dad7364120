using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Imaginator.Hosting.Completion;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Hosting.Tests.Completion;

/// <summary>What users are offered when they press the tabulator key.</summary>
public sealed class CompleterTests
{
    private static readonly Flag<string> State = new("stateDir", FlagTypes.Directory, "", "Directory of all state. It is created.");
    private static readonly Flag<bool> Json = new("json", FlagTypes.Boolean, false, "Print JSON.");
    private static readonly Flag<string> Input = new("input", FlagTypes.File, "", "File of input.");
    private static readonly Flag<Shade> Colour = new("shade", FlagTypes.OneOf(("dark", Shade.Dark), ("light", Shade.Light)), Shade.Dark, "The shade.");

    private readonly FakeTimeProvider _time = new();

    private enum Shade
    {
        Dark,
        Light,
    }

    [Theory]
    [InlineData("|", "build list manage slow broken")]
    [InlineData("l", "list")]
    [InlineData("-stateDir=/x|l", "list")]
    [InlineData("-stateDir|/x|l", "list")]
    [InlineData("-json|l", "list")]
    [InlineData("hid", "")]
    [InlineData("build|-", "-input= -json -stateDir=")]
    [InlineData("list|-", "-json -stateDir=")]
    [InlineData("manage|-", "-shade=")]
    [InlineData("build|--st", "--stateDir=")]
    [InlineData("build|-json=", "-json=true -json=false")]
    [InlineData("manage|-shade=", "-shade=dark -shade=light")]
    [InlineData("manage|-shade|l", "light")]
    [InlineData("manage|", "start stop")]
    [InlineData("manage|start|", "")]
    [InlineData("nosuch|", "")]
    [InlineData("list|web/|x", "")]
    [InlineData("build|--|we", "web/a web/b")]
    [InlineData("build|web/b", "web/b")]
    [InlineData("list|", "base web/a web/b")]
    public async Task Offers_WhatCanStandThere(string words, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await CompleteAsync(words)).Candidates.Select(candidate => candidate.Word)));

    [Theory]
    [InlineData("-stateDir=", CompletionFiles.Directories)]
    [InlineData("-stateDir|", CompletionFiles.Directories)]
    [InlineData("build|-input=/e", CompletionFiles.All)]
    [InlineData("build|web/a|", CompletionFiles.All)]
    [InlineData("build|", CompletionFiles.None)]
    public async Task LeavesFiles_ToTheShell(string words, object files) => Assert.Equal(files, (await CompleteAsync(words)).Files);

    [Fact]
    public async Task Describes_CommandsAndFlags()
    {
        Assert.Equal("List streams.", Assert.Single((await CompleteAsync("lis")).Candidates).Description);
        Assert.Equal("Directory of all state", Assert.Single((await CompleteAsync("list|-st")).Candidates).Description);
    }

    [Fact]
    public async Task Values_ComeWithTheTypedFlags()
    {
        Assert.Equal("at/store", Assert.Single((await CompleteAsync("build|-stateDir=at/store|at")).Candidates).Word);
    }

    [Fact]
    public async Task ValuesThatTakeTooLong_AreLeftOut()
    {
        var completion = CompleteAsync("slow|");
        while (!completion.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("first", Assert.Single((await completion).Candidates).Word);
    }

    [Fact]
    public async Task ValuesThatCannotBeFound_AreNoError() => Assert.Empty((await CompleteAsync("broken|")).Candidates);

    private Task<CompletionResult> CompleteAsync(string words) => new Completer(Describe()).CompleteAsync(
        new CommandContext(FlagValues.Defaults, [], TextWriter.Null, TextWriter.Null, NullLoggerFactory.Instance, _time),
        [.. words.Split('|')],
        TestContext.Current.CancellationToken);

    private static ProgramDescription Describe() => new()
    {
        Name = "program",
        Summary = "be completed",
        Documentation = new ProgramDocumentation { ManualSection = 1 },
        Flags = [State, Json],
        FlagFiles = [],
        Commands =
        [
            new Command("build", "STREAM [FILE]", "Build a stream.", RunAsync) { Flags = [Input] },
            new Command("list", "[STREAM]", "List streams.", RunAsync),
            new Command("manage", "ACTION", "Manage.", RunAsync) { Flags = [Colour], UsesProgramFlags = false, Actions = ["start", "stop"] },
            new Command("slow", "SLOW", "Be slow.", RunAsync),
            new Command("broken", "BROKEN", "Be broken.", RunAsync),
            new Command("hidden", "", "Be hidden.", RunAsync) { IsHidden = true },
        ],
        OperandValues = ImmutableDictionary<string, CompletionSource>.Empty
            .Add("STREAM", FindStreamsAsync).Add("SLOW", FindSlowlyAsync).Add("BROKEN", FailAsync),
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) => Task.FromResult(0);

    private static async IAsyncEnumerable<string> FindStreamsAsync(
        CommandContext context, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return "base";
        yield return "web/a";
        yield return "web/b";
        yield return "web/\e[2J";
        if (context.Flags.Get(State) is { Length: > 0 } directory)
        {
            yield return directory;
        }
    }

    private static async IAsyncEnumerable<string> FindSlowlyAsync(
        CommandContext context, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return "first";
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        yield return "never";
    }

    private static async IAsyncEnumerable<string> FailAsync(
        CommandContext context, string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return context.Flags.Get(State) is "" ? throw new ImaginatorException("no daemon") : "never";
    }
}
