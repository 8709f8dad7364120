using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.Hosting.Completion;

/// <summary>
/// <c>completion [SHELL]</c> prints a script for a shell. The script runs the hidden command <c>complete</c>, which knows the candidates.
/// </summary>
public static class CompletionCommands
{
    /// <summary>The name of the hidden command.</summary>
    internal const string Complete = "complete";

    /// <summary>In front of the kind of files that complete the word.</summary>
    internal const char FilesMark = ':';

    private const string DefaultShell = "bash";

    /// <summary>The program is described with all its commands.</summary>
    public static Command CreateCompletion(Func<ProgramDescription> describe) =>
        new("completion", "[SHELL]", "Print a script for tab completion in bash, zsh or fish.", async (context, _) =>
        {
            var shell = context.Operands is [var name] ? name : DefaultShell;
            if (!CompletionScripts.Shells.Contains(shell))
            {
                throw new UsageException($"unknown shell \"{shell}\"; write {string.Join(", ", CompletionScripts.Shells)}");
            }

            await context.Output.WriteAsync(CompletionScripts.For(shell, describe().Name));
            return 0;
        })
        {
            UsesProgramFlags = false,
            Actions = CompletionScripts.Shells,
            Description =
            [
                "Commands, flags, files, streams, images and builds are completed. The package installs the scripts. Otherwise, enable completion "
                + "in bash with \"source <(PROGRAM completion)\", in zsh with \"source <(PROGRAM completion zsh)\" after compinit, and in fish with "
                + "\"PROGRAM completion fish | source\".",
            ],
        };

    /// <summary>Prints a line <c>WORD TAB DESCRIPTION</c> for each candidate, and last <c>:file</c> or <c>:directory</c> if files complete the word.</summary>
    public static Command CreateComplete(Func<ProgramDescription> describe) =>
        new(Complete, "[WORD...]", "Print the candidates for the last word of a command line.", async (context, cancellationToken) =>
        {
            var result = await new Completer(describe()).CompleteAsync(context, context.Operands, cancellationToken);
            foreach (var candidate in result.Candidates)
            {
                await context.Output.WriteLineAsync(
                    candidate.Description.Length > 0 ? $"{candidate.Word}\t{candidate.Description}" : candidate.Word);
            }

            if (result.Files != CompletionFiles.None)
            {
                await context.Output.WriteLineAsync(FilesMark + (result.Files == CompletionFiles.Directories ? "directory" : "file"));
            }

            return 0;
        })
        {
            UsesProgramFlags = false,
            IsHidden = true,
        };
}
