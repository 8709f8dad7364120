using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sessions;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Linux.Terminals;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.BuilderTool.Building;

/// <summary><c>-shellOnFailure</c>: connects the terminal of this program to a shell in the sandbox of a failed build.</summary>
internal sealed class FailureTerminal(CommandContext context) : IFailureShell
{
    public static Flag<bool> Flag { get; } = new(
        "shellOnFailure", FlagTypes.Boolean, false,
        "If the build fails, open a shell in its sandbox before the sandbox is removed. Requires a terminal.")
    { Group = "Build" };

    /// <summary>Null if the flag is not given.</summary>
    public static IFailureShell? Of(CommandContext context)
    {
        if (!context.Flags.Get(Flag))
        {
            return null;
        }

        return Console.IsInputRedirected || Console.IsOutputRedirected
            ? throw new UsageException($"cannot use -{Flag.Name}: standard input and output are not a terminal; run the command on a terminal")
            : new FailureTerminal(context);
    }

    public async Task OpenAsync(
        string failure,
        Func<SandboxTerminal, CancellationToken, Task<CommandResult>> runShell,
        CancellationToken cancellationToken)
    {
        await context.Error.WriteLineAsync(
            $"\n{failure}\nThis shell runs in the sandbox of the failed build. The sandbox is removed when you exit the shell.");
        try
        {
            using var raw = RawTerminal.TryEnter();
            // The streams of Console edit lines and track the cursor.
            await using var input = OpenStandard(0, FileAccess.Read);
            await using var output = OpenStandard(1, FileAccess.Write);
            var terminal = new SandboxTerminal(input, output, RawTerminal.Size.Columns, RawTerminal.Size.Rows);
            await runShell(terminal, cancellationToken);
        }
        catch (SandboxException e)
        {
            await context.Error.WriteLineAsync($"The shell did not start: {e.Message}");
        }
    }

    private static FileStream OpenStandard(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
}
