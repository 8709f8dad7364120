using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Programs;

/// <summary>A program: its flags, commands and texts. Parsing, help, completion and the manual page are all made from it.</summary>
public sealed record ProgramDescription
{
    /// <summary>The name of the executable file.</summary>
    public required string Name { get; init; }

    /// <summary>A phrase in the imperative without a full stop.</summary>
    public required string Summary { get; init; }

    /// <summary>The flags that the commands share.</summary>
    public required ImmutableArray<Flag> Flags { get; init; }

    /// <summary>The settings that all plugins get, by name; none by default.</summary>
    public Func<FlagValues, ImmutableDictionary<string, string?>> PluginSettings { get; init; } =
        _ => ImmutableDictionary<string, string?>.Empty;

    /// <summary>See <see cref="Hosting.Flags.FlagFiles"/>.</summary>
    public required ImmutableArray<string> FlagFiles { get; init; }

    /// <summary>In the order of the help text.</summary>
    public required ImmutableArray<Command> Commands { get; init; }

    /// <summary>The values of operands for completion, by the placeholder of the operand.</summary>
    public ImmutableDictionary<string, CompletionSource> OperandValues { get; init; } =
        ImmutableDictionary.Create<string, CompletionSource>(StringComparer.Ordinal);

    /// <summary>
    /// Runs the action that flags alone request (<c>-checkConfiguration</c>) and returns the exit status, or null if they
    /// request none; null for a program without such flags.
    /// </summary>
    public Func<CommandContext, CancellationToken, Task<int?>>? WithoutCommand { get; init; }

    /// <summary>
    /// Serves until SIGTERM or SIGINT and returns the exit status: runs if there is no command. It handles SIGHUP itself. Null for
    /// a program that requires a command.
    /// </summary>
    public Func<CommandContext, CancellationToken, Task<int>>? Daemon { get; init; }

    public required ProgramDocumentation Documentation { get; init; }

    /// <summary>
    /// The flags of the program and of all its commands: flag files and scripts can give each flag with each command, as with the
    /// programs of Dominator.
    /// </summary>
    internal IEnumerable<Flag> AllFlags =>
        Flags.Concat(Commands.SelectMany(command => command.Flags)).DistinctBy(flag => flag.Name, StringComparer.Ordinal);

    internal IEnumerable<Command> VisibleCommands => Commands.Where(command => !command.IsHidden);
}
