using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>Standard error as a console for people.</summary>
internal static class ErrorConsole
{
    // Files and pipes have no width: their lines are not wrapped.
    private const int FileWidth = 400;

    /// <summary>Whether standard error is a terminal that can be written to at any place.</summary>
    public static bool IsTerminal =>
        !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Whether an output has colours: on a terminal that has them, unless <c>NO_COLOR</c> is set.</summary>
    public static bool HasColours(bool isRedirected) =>
        !isRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Interactive and colored only if standard error is a terminal, and without colors if <c>NO_COLOR</c> is set.</summary>
    public static IAnsiConsole Create()
    {
        var isTerminal = IsTerminal;
        var isColored = HasColours(Console.IsErrorRedirected);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = isColored ? ColorSystemSupport.EightBit : ColorSystemSupport.NoColors,
        });
        if (Console.IsErrorRedirected)
        {
            console.Profile.Width = FileWidth;
        }

        return console;
    }
}
