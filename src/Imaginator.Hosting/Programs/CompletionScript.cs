using System.Text;
using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Programs;

/// <summary>Tab completion for bash: commands, flags, and file names for the rest.</summary>
public static class CompletionScript
{
    /// <summary>The command that prints the script.</summary>
    /// <param name="describe">The program, commands included.</param>
    /// <returns>The command.</returns>
    public static Command CreateCommand(Func<ProgramDescription> describe) =>
        new("completion", "", "prints a script for tab completion in bash: source <(PROGRAM completion)", async (context, _) =>
        {
            await context.Output.WriteAsync(For(describe()));
            return 0;
        });

    internal static string For(ProgramDescription program)
    {
        var function = "_" + program.Name.Replace('-', '_');
        var script = new StringBuilder();
        script.AppendLine($"# bash completion for {program.Name}");
        script.AppendLine($"{function}() {{");
        script.AppendLine($"    local word=${{COMP_WORDS[COMP_CWORD]}} command= flags='{Words(program.AllFlags)}' candidate");
        script.AppendLine("    for candidate in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do");
        script.AppendLine("        case $candidate in");
        foreach (var command in program.Commands)
        {
            var heeded = command.HeedsProgramFlags ? command.Flags.Concat(program.Flags) : command.Flags;
            script.AppendLine($"        {command.Name}) command={command.Name} flags='{Words(heeded)}'; break ;;");
        }

        script.AppendLine("        esac");
        script.AppendLine("    done");
        script.AppendLine("    if [[ $word == -* ]]; then");
        script.AppendLine("        mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$word\")");
        script.AppendLine("        [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace");
        script.AppendLine("    elif [[ -z $command ]]; then");
        script.AppendLine(
            $"        mapfile -t COMPREPLY < <(compgen -W '{string.Join(' ', program.Commands.Select(c => c.Name))}' -- \"$word\")");
        script.AppendLine("    fi");
        script.AppendLine("}");
        script.AppendLine($"complete -o default -F {function} {program.Name}");
        return script.ToString();
    }

    private static string Words(IEnumerable<Flag> flags) =>
        string.Join(' ', flags.Select(flag => flag.ValueName.Length == 0 ? $"-{flag.Name}" : $"-{flag.Name}="));
}
