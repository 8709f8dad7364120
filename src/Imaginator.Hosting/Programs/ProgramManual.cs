using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Manuals;
using static Imaginator.Hosting.Manuals.ManualBlock;

namespace Imaginator.Hosting.Programs;

/// <summary>The sections of a program's help and manual page.</summary>
internal static class ProgramManual
{
    private const string AnyFlags = "[FLAG...]";

    private static readonly DescribedTerm[] CommonEnvironment =
    [
        new(ProgramRunner.TraceVariable, "If set, errors are printed with a stack trace."),
        new("NO_COLOR", "If set, texts on a terminal have no colors and styles."),
    ];

    private static readonly DescribedTerm[] ExitStatuses =
    [
        new("0", "Success."),
        new("1", "The operation failed, or a check found errors."),
        new("2", "The command line or a flag file is invalid."),
        new("3", "A check did not find errors, but could not read everything."),
        new("130", "A command was interrupted by SIGINT, SIGTERM or SIGHUP."),
    ];

    /// <summary>The help of a program: <c>-h</c>.</summary>
    public static IEnumerable<ManualSection> HelpOf(ProgramDescription program)
    {
        yield return new ManualSection("", [new Paragraph($"{program.Name}: {program.Summary}")]);
        yield return new ManualSection("Usage", [.. Synopsis(program)]);
        yield return new ManualSection("Commands", [.. CommandsWithSummaries(program)]);
        yield return new ManualSection(
            "", [new Paragraph($"\"{program.Name} COMMAND -h\" shows the help of a command with all its flags.")]);
        foreach (var section in Details(program, program.Flags))
        {
            yield return section;
        }
    }

    /// <summary>The help of a command: <c>COMMAND -h</c>.</summary>
    public static IEnumerable<ManualSection> HelpOf(ProgramDescription program, Command command)
    {
        yield return new ManualSection("Usage", [SynopsisOf(program, command)]);
        yield return new ManualSection(
            "", [new Paragraph(command.Summary), .. command.Description.Select(text => new Paragraph(text))]);
        yield return new ManualSection("Flags", [.. FlagsByGroup(command.EffectiveFlags(program))]);
        if (!command.Examples.IsEmpty)
        {
            yield return new ManualSection("Examples", [.. command.Examples.Select(Example)]);
        }

        yield return new ManualSection("Exit status", [.. ExitStatuses.Select(Definition)]);
    }

    /// <summary>The manual page of a program, in the order of man-pages(7).</summary>
    public static IEnumerable<ManualSection> PageOf(ProgramDescription program)
    {
        yield return new ManualSection("Name", [new Paragraph($"{program.Name} - {program.Summary}")]);
        yield return new ManualSection("Synopsis", [.. Synopsis(program)]);
        yield return new ManualSection(
            "Description",
            [
                .. program.Documentation.Description.Select(text => new Paragraph(text)),
                .. FlagSyntax.Paragraphs.Select(text => new Paragraph(text)),
            ]);
        yield return new ManualSection("Commands", [.. CommandsInFull(program)]);
        foreach (var section in Details(program, program.AllFlags))
        {
            yield return section;
        }

        yield return new ManualSection("See also", [new Paragraph(string.Join(", ", program.Documentation.SeeAlso))]);
    }

    private static IEnumerable<ManualSection> Details(ProgramDescription program, IEnumerable<Flag> flags)
    {
        var texts = program.Documentation;
        yield return new ManualSection("Flags", [.. FlagsByGroup(flags)]);
        yield return new ManualSection(
            "Files",
            [.. FilesOfFlags(program), .. texts.Files.Select(Definition)]);
        yield return new ManualSection(
            "Environment", [.. texts.EnvironmentVariables.Concat(CommonEnvironment).Select(Definition)]);
        if (!texts.Signals.IsEmpty)
        {
            yield return new ManualSection("Signals", [.. texts.Signals.Select(Definition)]);
        }

        yield return new ManualSection("Exit status", [.. ExitStatuses.Select(Definition)]);
        if (!texts.Examples.IsEmpty)
        {
            yield return new ManualSection("Examples", [.. texts.Examples.Select(Example)]);
        }
    }

    private static IEnumerable<ManualBlock> FilesOfFlags(ProgramDescription program) => program.FlagFiles.Select((file, i) =>
        new Definition(file, "", i == 0 ? FlagSyntax.OfFiles : $"Flags that override those of {program.FlagFiles[i - 1]}."));

    private static IEnumerable<ManualBlock> Synopsis(ProgramDescription program)
    {
        if (program.Daemon is not null)
        {
            yield return new Usage(program.Name, AnyFlags);
        }

        yield return new Usage(program.Name, $"{AnyFlags} COMMAND [OPERAND...]");
    }

    private static Usage SynopsisOf(ProgramDescription program, Command command) =>
        new($"{program.Name} {command.Name}", $"{AnyFlags} {command.Operands}".TrimEnd());

    private static IEnumerable<ManualBlock> CommandsWithSummaries(ProgramDescription program) =>
        from command in program.VisibleCommands
        group command by command.Group into commands
        from block in commands
            .Select(command => (ManualBlock)new Definition(command.Name, "", command.Summary))
            .Prepend(new Heading(commands.Key))
        select block;

    private static IEnumerable<ManualBlock> CommandsInFull(ProgramDescription program) =>
        from command in program.VisibleCommands
        group command by command.Group into commands
        from block in commands
            .Select(command => (ManualBlock)new Definition(
                command.Name, command.Operands.Length > 0 ? $" {command.Operands}" : "", TextInFull(command)))
            .Prepend(new Heading(commands.Key))
        select block;

    private static string TextInFull(Command command) => string.Join(
        ' ',
        [
            command.Summary, .. command.Description,
            .. command.Flags.IsEmpty ? [] : new[] { $"Flags: {string.Join(", ", command.Flags.Select(flag => $"-{flag.Name}"))}." },
        ]);

    private static IEnumerable<ManualBlock> FlagsByGroup(IEnumerable<Flag> flags)
    {
        foreach (var group in flags.GroupBy(flag => flag.Group, StringComparer.Ordinal))
        {
            yield return new Heading(group.Key);
            foreach (var flag in group.OrderBy(flag => flag.Name, StringComparer.OrdinalIgnoreCase))
            {
                yield return new Definition($"-{flag.Name}", flag.ValueName.Length > 0 ? $"={flag.ValueName}" : "", TextOf(flag));
            }
        }

        yield return new Heading("Every command");
        yield return new Definition("-h", "", "Print the help of the program or command and exit. -help is the same.");
        yield return new Definition("-version", "", "Print the version and exit.");
    }

    private static string TextOf(Flag flag)
    {
        var text = flag.Description;
        var displayed = flag.DisplayedDefault.Length > 0 ? flag.DisplayedDefault : flag.DefaultText;
        if (displayed.Length > 0 && flag.ValueName.Length > 0)
        {
            text += $" The default is {displayed}.";
        }

        return flag.EnvironmentVariable.Length > 0 ? $"{text} Environment variable: {flag.EnvironmentVariable}." : text;
    }

    private static Definition Definition(DescribedTerm term) => new(term.Name, "", term.Meaning);

    private static Example Example(CommandExample example) => new(example.CommandLine, example.Effect);
}
