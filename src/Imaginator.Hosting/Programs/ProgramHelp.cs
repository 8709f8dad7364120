using Imaginator.Hosting.Flags;

namespace Imaginator.Hosting.Programs;

/// <summary>What <c>-h</c> prints.</summary>
internal static class ProgramHelp
{
    public static void Write(ProgramDescription program, Command? command, TextWriter writer)
    {
        if (command is null)
        {
            writer.WriteLine($"{program.Name}: {program.Meaning}\n");
            if (program.Daemon is not null)
            {
                writer.WriteLine($"Usage: {program.Name} [FLAG...]   (serves until SIGTERM)");
            }

            writer.WriteLine($"Usage: {program.Name} [FLAG...] COMMAND [OPERAND...]\n\nCommands:");
            var width = program.Commands.Max(known => known.Name.Length + known.Operands.Length + 1);
            foreach (var known in program.Commands)
            {
                writer.WriteLine($"  {$"{known.Name} {known.Operands}".PadRight(width)}  {known.Meaning}");
            }

            writer.WriteLine($"\n{program.Name} COMMAND -h lists the flags of a command as well.");
            FlagHelp.Write(writer, program.Flags);
        }
        else
        {
            writer.WriteLine($"{program.Name} {command.Name}: {command.Meaning}\n");
            writer.WriteLine($"Usage: {program.Name} {command.Name} [FLAG...] {command.Operands}".TrimEnd());
            FlagHelp.Write(writer, command.HeedsProgramFlags ? [.. command.Flags, .. program.Flags] : command.Flags);
        }

        if (program.Closing.Length > 0)
        {
            writer.WriteLine($"\n{program.Closing}");
        }
    }
}
