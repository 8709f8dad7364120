using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>Standard error as a console for people.</summary>
internal static class ErrorConsole
{
    // Files and pipes have no width: lines are not to be broken for one.
    private const int FileWidth = 400;

    /// <summary>Opens it. What it can do is standard error's alone: standard output often goes to another program.</summary>
    /// <returns>The console; interactive and in colour only on a terminal, the latter not where <c>NO_COLOR</c> is set.</returns>
    public static IAnsiConsole Create()
    {
        var isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        var wantsColour = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = wantsColour ? ColorSystemSupport.EightBit : ColorSystemSupport.NoColors,
        });
        if (Console.IsErrorRedirected)
        {
            console.Profile.Width = FileWidth;
        }

        return console;
    }
}
