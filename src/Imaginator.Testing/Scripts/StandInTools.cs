using System.Collections.Immutable;
using Imaginator.Building.Packaging;
using Imaginator.Linux.Storage;
using Imaginator.Packagers;

namespace Imaginator.Testing.Scripts;

/// <summary>Replacements of package tools, which record their arguments and succeed without output.</summary>
internal sealed class StandInTools
{
    private const int MaximumRecord = 16 * 1024 * 1024;

    private static readonly string[] Shells = ["sh", "dash", "bash", "busybox", "env"];

    private readonly string _record;

    /// <summary>Makes the programs.</summary>
    /// <param name="directory">An empty directory.</param>
    /// <param name="names">The names of the programs.</param>
    public StandInTools(string directory, IEnumerable<string> names)
    {
        Directory = directory;
        _record = Path.Combine(directory, ".arguments");
        File.WriteAllBytes(_record, []);
        foreach (var name in names)
        {
            var path = Path.Combine(directory, name);
            File.WriteAllText(path, $"#!/bin/sh\nprintf '%s\\0' \"$@\" >>{ShellQuoting.Quote(_record)}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The directory of the programs, for <c>PATH</c>.</summary>
    public string Directory { get; }

    /// <summary>The programs that the commands of a packager type start directly, without shells.</summary>
    public static IEnumerable<string> ProgramsOf(PackagerType type)
    {
        ImmutableArray<string>[] commands =
        [
            type.CleanCommand, type.InstallCommand, type.RemoveCommand, type.UpdateCommand, type.UpgradeCommand, type.PlanCommand,
            type.ListCommand.ArgList,
        ];
        return commands.Where(command => !command.IsDefaultOrEmpty).Select(command => Path.GetFileName(command[0]))
            .Where(name => name.Length > 0 && !Shells.Contains(name)).Distinct(StringComparer.Ordinal);
    }

    /// <summary>A packager type whose commands find these programs even if they name the real ones by absolute paths.</summary>
    public PackagerType Redirect(PackagerType type) => type with
    {
        InstallCommand = Redirect(type.InstallCommand),
        RemoveCommand = Redirect(type.RemoveCommand),
        PlanCommand = Redirect(type.PlanCommand),
    };

    /// <summary>The arguments of all calls since the last call of this method.</summary>
    public string[] TakeArguments()
    {
        var arguments = RegularFile.ReadAllText(_record, MaximumRecord).Split('\0');
        File.WriteAllBytes(_record, []);
        return arguments;
    }

    private ImmutableArray<string> Redirect(ImmutableArray<string> command)
    {
        if (command.IsDefaultOrEmpty || !Path.IsPathRooted(command[0]))
        {
            return command;
        }

        var path = Path.Combine(Directory, Path.GetFileName(command[0]));
        return File.Exists(path) ? command.SetItem(0, path) : command;
    }
}
