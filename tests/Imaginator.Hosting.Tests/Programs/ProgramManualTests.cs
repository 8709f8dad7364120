using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Manuals;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.Tests.Programs;

public sealed class ProgramManualTests
{
    private static readonly Command Greet = new("greet", "NAME [TITLE]", "Greet a person.", (_, _) => Task.FromResult(0))
    {
        Description = ["The greeting is polite."],
        Examples = [new CommandExample("program greet ann", "Greet Ann:")],
        Flags =
        [
            new Flag<int>("times", FlagTypes.Number(1, 9), 1, "Number of greetings. Each greeting has a line of its own, however long the list of greetings is.")
            {
                Group = "Output", EnvironmentVariable = "TIMES",
            },
        ],
    };

    private static readonly ProgramDescription Program = new()
    {
        Name = "program",
        Summary = "greet people",
        Flags =
        [
            new Flag<string>("home", FlagTypes.Directory, "/home/ann", "The home.") { DisplayedDefault = "~", Group = "Place" },
            new Flag<bool>("loud", FlagTypes.Boolean, false, "Shout.") { Group = "Output" },
        ],
        FlagFiles = ["/etc/program/flags.default", "/etc/program/flags.extra"],
        Commands = [Greet, new Command("secret", "", "Stay hidden.", (_, _) => Task.FromResult(0)) { IsHidden = true }],
        Documentation = new ProgramDocumentation
        {
            ManualSection = 1,
            Description = ["'Program' greets people. It is a test-program; see C:\\dos."],
            Files = [new DescribedTerm("~/.names", "Known names.")],
            Signals = [new DescribedTerm("SIGHUP", "Greet again.")],
            Examples = [new CommandExample(".program greet", "Greet:")],
            SeeAlso = ["greet(1)"],
        },
    };

    [Fact]
    public void HelpOfACommand_HasUsageFlagsExamplesAndExitStatus() => Assert.Equal(
        """
        Usage:
          program greet [FLAG...] NAME [TITLE]

        Greet a person.

        The greeting is polite.

        Flags:
          Output
            -loud          Shout.
            -times=NUMBER  Number of greetings. Each
                           greeting has a line of its
                           own, however long the list
                           of greetings is. The
                           default is 1. Environment
                           variable: TIMES.

          Place
            -home=DIR      The home. The default is
                           ~.

          Every command
            -h             Print the help of the
                           program or command and
                           exit. -help is the same.
            -version       Print the version and
                           exit.

        Examples:
          Greet Ann:
            program greet ann

        Exit status:
          0    Success.
          1    The operation failed, or a check found
               errors.
          2    The command line or a flag file is
               invalid.
          3    A check did not find errors, but could
               not read everything.
          130  A command was interrupted by SIGINT,
               SIGTERM or SIGHUP.

        """,
        Text(ProgramManual.HelpOf(Program, Greet), new TextStyle(45, IsStyled: false)));

    [Fact]
    public void HelpOfAProgram_ListsVisibleCommandsAndFlags()
    {
        var help = Text(ProgramManual.HelpOf(Program), TextStyle.Plain);

        Assert.StartsWith("program: greet people\n\nUsage:\n  program [FLAG...] COMMAND [OPERAND...]\n", help, StringComparison.Ordinal);
        Assert.Contains("\nCommands:\n  General\n    greet  Greet a person.\n", help, StringComparison.Ordinal);
        Assert.Contains("\n  /etc/program/flags.extra    Flags that override those of /etc/program/flags.default.\n", help, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", help, StringComparison.Ordinal);
        Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void Styles_AreUsedOnTerminalsOnly()
    {
        var sections = ProgramManual.HelpOf(Program, Greet).ToList();

        Assert.DoesNotContain('\e', Text(sections, TextStyle.Plain));
        Assert.Contains(
            "\e[1mprogram greet\e[0m \e[4m[FLAG...] NAME [TITLE]\e[0m", Text(sections, new TextStyle(80, IsStyled: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void ManualPage_HasAllSectionsAndEscapedText()
    {
        using var writer = new StringWriter();
        new RoffPrinter(writer).Print("program", 1, ProgramManual.PageOf(Program));
        var page = writer.ToString();

        string[] sections =
        [
            "NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "FLAGS", "FILES", "ENVIRONMENT", "SIGNALS", "EXIT STATUS", "EXAMPLES", "SEE ALSO",
        ];
        Assert.Equal(
            sections, page.Split('\n').Where(line => line.StartsWith(".SH ", StringComparison.Ordinal)).Select(line => line[4..]));
        Assert.Contains(".SH NAME\nprogram \\- greet people\n", page, StringComparison.Ordinal);
        Assert.Contains("\n\\(aqProgram\\(aq greets people.\nIt is a test\\-program; see C:\\edos.\n", page, StringComparison.Ordinal);
        Assert.Contains("\n.TP\n\\fB\\-times\\fR=\\fINUMBER\\fR\nNumber of greetings.\n", page, StringComparison.Ordinal);
        Assert.Contains("\n.EX\n\\&.program greet\n.EE\n", page, StringComparison.Ordinal);
        Assert.Contains("Flags: \\fB\\-times\\fR.", page, StringComparison.Ordinal);
    }

    private static string Text(IEnumerable<ManualSection> sections, TextStyle style)
    {
        using var writer = new StringWriter();
        new TextPrinter(writer, style).Print(sections);
        return writer.ToString();
    }
}
