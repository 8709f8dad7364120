using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Programs;

/// <summary>A program: its flags and commands.</summary>
public sealed record ProgramDescription
{
    /// <summary>The name that it is called by.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in one line.</summary>
    public required string Meaning { get; init; }

    /// <summary>The flags that all its commands share.</summary>
    public required ImmutableArray<Flag> Flags { get; init; }

    /// <summary>What plugins are told of the flags: settings by name. By default nothing.</summary>
    public Func<FlagValues, ImmutableDictionary<string, string?>> PluginSettings { get; init; } =
        _ => ImmutableDictionary<string, string?>.Empty;

    /// <summary>The files that flags are read from before the command line.</summary>
    public required ImmutableArray<string> FlagFiles { get; init; }

    /// <summary>Its commands, in the order of the help text.</summary>
    public required ImmutableArray<Command> Commands { get; init; }

    /// <summary>
    /// Does what flags alone ask for (<c>-checkConfiguration</c>) and returns the exit status, or null where they ask for
    /// nothing; null for a program that has no such flags.
    /// </summary>
    public Func<CommandContext, CancellationToken, Task<int?>>? WithoutCommand { get; init; }

    /// <summary>
    /// Serves until it is told to stop, and returns the exit status: what the program does without a command; null for a
    /// program that must have one. SIGTERM and SIGINT stop it; SIGHUP is its own to handle.
    /// </summary>
    public Func<CommandContext, CancellationToken, Task<int>>? Daemon { get; init; }

    /// <summary>What the help text ends with.</summary>
    public string Closing { get; init; } = "";

    /// <summary>
    /// Its flags and those of all its commands: flag files and scripts may give any of them with any command, as with the
    /// original's programs.
    /// </summary>
    internal IEnumerable<Flag> AllFlags =>
        Flags.Concat(Commands.SelectMany(command => command.Flags)).DistinctBy(flag => flag.Name, StringComparer.Ordinal);
}
