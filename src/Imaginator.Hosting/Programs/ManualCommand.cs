using Imaginator.Hosting.Manuals;

namespace Imaginator.Hosting.Programs;

/// <summary>Prints the manual page of a program, for <c>packaging/man</c>.</summary>
public static class ManualCommand
{
    public static Command Create(Func<ProgramDescription> describe) => new(
        "manual", "", "Print the manual page of this program, in the man macros of roff.",
        (context, _) =>
        {
            var program = describe();
            new RoffPrinter(context.Output).Print(
                program.Name, program.Documentation.ManualSection, ProgramManual.PageOf(program));
            return Task.FromResult(0);
        })
    {
        UsesProgramFlags = false,
        IsHidden = true,
    };
}
