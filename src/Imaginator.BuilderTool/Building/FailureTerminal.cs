using Imaginator.Building.Builds;
using Imaginator.Building.Sandboxing;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Linux.Terminals;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.BuilderTool.Building;

/// <summary><c>-shellOnFailure</c>: lends the terminal of this program to a shell where a build has failed.</summary>
/// <param name="context">Where messages go.</param>
internal sealed class FailureTerminal(CommandContext context) : IFailureShell
{
    public static Flag<bool> Flag { get; } = new(
        "shellOnFailure", FlagTypes.Boolean, false,
        "Where the build fails, open a shell in its sandbox before everything is removed; takes a terminal.")
    { Group = "Build" };

    /// <summary>The shell, if the flags ask for it.</summary>
    /// <exception cref="UsageException">There is no terminal for it.</exception>
    public static IFailureShell? Of(CommandContext context)
    {
        if (!context.Flags.Get(Flag))
        {
            return null;
        }

        return Console.IsInputRedirected || Console.IsOutputRedirected
            ? throw new UsageException($"-{Flag.Name} takes a terminal: standard input or output is none")
            : new FailureTerminal(context);
    }

    public async Task OpenAsync(
        string failure,
        Func<SandboxTerminal, CancellationToken, Task<CommandResult>> runShell,
        CancellationToken cancellationToken)
    {
        await context.Error.WriteLineAsync(
            $"\n{failure}\nThis is a shell in the sandbox where that happened. Everything goes when you leave it.");
        try
        {
            using var raw = RawTerminal.TryEnter();
            // The console's own streams edit lines and keep track of the cursor.
            await using var input = OpenStandard(0, FileAccess.Read);
            await using var output = OpenStandard(1, FileAccess.Write);
            var terminal = new SandboxTerminal(input, output, RawTerminal.Size.Columns, RawTerminal.Size.Rows);
            await runShell(terminal, cancellationToken);
        }
        catch (SandboxException e)
        {
            await context.Error.WriteLineAsync($"No shell: {e.Message}");
        }
    }

    private static FileStream OpenStandard(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
}
