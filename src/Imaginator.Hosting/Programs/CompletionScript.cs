using System.Text;
using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Programs;

/// <summary>Tab completion for bash: commands, flags, and file names for the rest.</summary>
public static class CompletionScript
{
    /// <summary>The program is described with all its commands.</summary>
    public static Command CreateCommand(Func<ProgramDescription> describe) =>
        new("completion", "", "Print a script for tab completion in bash.", async (context, _) =>
        {
            await context.Output.WriteAsync(For(describe()));
            return 0;
        })
        {
            UsesProgramFlags = false,
            Description = ["The line \"source <(PROGRAM completion)\" in a startup file of bash enables completion."],
        };

    internal static string For(ProgramDescription program)
    {
        var function = "_" + program.Name.Replace('-', '_');
        var script = new StringBuilder();
        script.AppendLine($"# bash completion for {program.Name}");
        script.AppendLine($"{function}() {{");
        script.AppendLine($"    local word=${{COMP_WORDS[COMP_CWORD]}} command= flags='{Words(program.AllFlags)}' candidate actions=");
        script.AppendLine("    for candidate in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do");
        script.AppendLine("        case $candidate in");
        foreach (var command in program.VisibleCommands)
        {
            script.AppendLine($"        {command.Name}) command={command.Name} flags='{Words(command.EffectiveFlags(program))}'{ActionsOf(command)}; break ;;");
        }

        script.AppendLine("        esac");
        script.AppendLine("    done");
        script.AppendLine("    if [[ $word == -* ]]; then");
        script.AppendLine("        mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$word\")");
        script.AppendLine("        [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace");
        script.AppendLine("    elif [[ -z $command ]]; then");
        script.AppendLine(
            $"        mapfile -t COMPREPLY < <(compgen -W '{string.Join(' ', program.VisibleCommands.Select(command => command.Name))}' -- \"$word\")");
        script.AppendLine("    elif [[ ${COMP_WORDS[COMP_CWORD-1]} == \"$command\" && -n $actions ]]; then");
        script.AppendLine("        mapfile -t COMPREPLY < <(compgen -W \"$actions\" -- \"$word\")");
        script.AppendLine("    fi");
        script.AppendLine("}");
        script.AppendLine($"complete -o default -F {function} {program.Name}");
        return script.ToString();
    }

    private static string ActionsOf(Command command) => command.Actions.IsEmpty ? "" : $" actions='{string.Join(' ', command.Actions)}'";

    private static string Words(IEnumerable<Flag> flags) =>
        string.Join(' ', flags.Select(flag => flag.ValueName.Length == 0 ? $"-{flag.Name}" : $"-{flag.Name}="));
}
