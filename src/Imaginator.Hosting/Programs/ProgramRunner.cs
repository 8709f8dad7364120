using System.Reflection;
using System.Runtime.InteropServices;
using Imaginator.Building.Documents;
using Imaginator.Hosting.FetcherProcess;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Manuals;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Linux.Processes;

namespace Imaginator.Hosting.Programs;

/// <summary>
/// Runs a program from its command line to its exit status: 0, 1 (failed), 2 (usage), 130 (interrupted), or one of the command. An error is
/// a message without a stack trace: see <see cref="ProgramErrors"/>.
/// </summary>
public static class ProgramRunner
{
    private const int Failed = 1;

    internal const string TraceVariable = "IMAGINATOR_TRACE";

    /// <summary>Whether errors are printed with a stack trace.</summary>
    internal static bool IsTraced => Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 };

    /// <summary>The status that shells report for a program that SIGINT ended.</summary>
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(ProgramDescription program, string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments is [FetcherProgram.Argument])
        {
            // Started by another process of this program, with requests instead of flags.
            return FetcherProgram.Run();
        }

        PluginThreads.OfProcess.Install();

        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        var isDaemon = false;
        var errors = new ProgramErrors(program.Name, JsonFlag.IsRequestedBy(arguments));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, CancelUnlessDaemon);
        try
        {
            return await RunAsync(program, arguments, errors, () => isDaemon = true, interruption.Token);
        }
        catch (UsageException e)
        {
            var words = FindCommandOfHelp(program, arguments) is { } command ? $"{program.Name} {command.Name}" : program.Name;
            return await errors.ReportAsync(ProgramErrors.Usage, e.Message, UsageException.ExitCode, $"Try: {words} -h");
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            return await errors.ReportAsync(ProgramErrors.Interrupted, "interrupted", Interrupted);
        }
        catch (ImaginatorException e)
        {
            return await errors.ReportAsync(
                ProgramErrors.Failed, IsTraced ? e.ToString() : e.Message, (e as CommandFailedException)?.ExitStatus ?? Failed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await errors.ReportAsync(ProgramErrors.Failed, e.Message, Failed);
        }
        catch (Exception e)
        {
            // The stack trace is for developers.
            return await errors.ReportAsync(
                ProgramErrors.Internal,
                $"internal error: {(IsTraced ? e : $"{e.GetType().Name}: {e.Message}")}",
                Failed,
                $"This is a bug in {program.Name}. Set {TraceVariable}=1, run the command again and report the bug with its output.");
        }

        void CancelUnlessDaemon(PosixSignalContext context)
        {
            // A daemon handles SIGHUP itself: it does not end it.
            context.Cancel = true;
            if (!isDaemon)
            {
                interruption.Cancel();
            }
        }

        void Cancel(PosixSignalContext context)
        {
            // The command ends after it has cleaned up.
            context.Cancel = true;
            interruption.Cancel();
        }
    }

    private static async Task<int> RunAsync(
        ProgramDescription program, string[] arguments, ProgramErrors errors, Action becomeDaemon, CancellationToken cancellationToken)
    {
        var line = FlagParser.Parse(
            program.AllFlags, arguments, FlagFiles.Resolve(program.FlagFiles, Environment.GetEnvironmentVariable("HOME")));

        // A flag file can ask for JSON, too.
        errors.UsesJson = line.Values.Get(JsonFlag.Json);
        switch (line.Request)
        {
            case CommandLineRequest.Help:
                WriteHelp(program, arguments);
                return 0;
            case CommandLineRequest.Version:
                Console.WriteLine($"{program.Name} {Version}");
                return 0;
        }

        // A daemon serves without a reader of its output. A command without standard output fails with its first line.
        var isDaemon = line.Arguments.IsEmpty && program.Daemon is not null;
        var error = isDaemon && !InheritedDescriptors.IsOpen(InheritedDescriptors.Error) ? TextWriter.Null : Console.Error;
        using var loggerFactory = CommandLog.Open(line.Values, error, TimeProvider.System);
        await WarnOfFlagsWithoutEffectAsync(program, line.Values);
        var context = new CommandContext(
            line.Values,
            line.Arguments.IsEmpty ? [] : line.Arguments[1..],
            isDaemon && !InheritedDescriptors.IsOpen(InheritedDescriptors.Output) ? TextWriter.Null : Console.Out,
            error,
            loggerFactory,
            TimeProvider.System)
        {
            SharedPluginSettings = program.PluginSettings(line.Values),
        };
        if (line.Values.Get(SharedFlags.ListPlugins))
        {
            await using var plugins = await context.LoadPluginsAsync(cancellationToken);
            return PluginReport.Write(plugins, Console.Out);
        }

        if (program.WithoutCommand is { } withoutCommand
            && await withoutCommand(context, cancellationToken) is { } status)
        {
            return status;
        }

        if (isDaemon && program.Daemon is { } daemon)
        {
            becomeDaemon();
            return await daemon(context, cancellationToken);
        }

        if (line.Arguments.IsEmpty)
        {
            throw new UsageException(
                $"{program.Name}: the command is missing; name one of {string.Join(", ", program.VisibleCommands.Select(known => known.Name))}");
        }

        if (line.Arguments[0] == "help")
        {
            WriteHelp(program, arguments);
            return 0;
        }

        var command = program.Commands.FirstOrDefault(known => known.Name == line.Arguments[0])
            ?? throw new UsageException(Unknown(program, line.Arguments[0]));
        if (context.Operands.Length < command.MinimumOperands || context.Operands.Length > command.MaximumOperands)
        {
            throw new UsageException(
                $"{program.Name} {command.Name}: {TooManyOrFew(command, context.Operands.Length)}; "
                + $"usage: {program.Name} {command.Name} [FLAG...] {command.Operands}".TrimEnd());
        }

        // An empty argument is usually a variable of a script that is not set.
        if (context.Operands.Take(command.MinimumOperands).ToList().IndexOf("") is >= 0 and var empty)
        {
            throw new UsageException(
                $"{program.Name} {command.Name}: operand {command.OperandNames[empty]} is empty; "
                + $"usage: {program.Name} {command.Name} [FLAG...] {command.Operands}");
        }

        return await command.RunAsync(context, cancellationToken);
    }

    private static async Task WarnOfFlagsWithoutEffectAsync(ProgramDescription program, FlagValues values)
    {
        foreach (var flag in program.AllFlags.Where(flag => flag.NoEffect.Length > 0 && values.IsChanged(flag)))
        {
            await ProgramErrors.TellAsync($"{program.Name}: warning: flag -{flag.Name} has no effect: {flag.NoEffect}");
        }
    }

    /// <summary>The version of this build, with its commit.</summary>
    public static string Version =>
        typeof(ProgramRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    private static void WriteHelp(ProgramDescription program, string[] arguments) =>
        new TextPrinter(Console.Out, TextStyle.OfStandardOutput()).Print(
            FindCommandOfHelp(program, arguments) is { } command
                ? ProgramManual.HelpOf(program, command)
                : ProgramManual.HelpOf(program));

    /// <summary>Help is for the first word that names a command, at any position and regardless of errors.</summary>
    private static Command? FindCommandOfHelp(ProgramDescription program, string[] arguments) =>
        arguments
            .Select(word => program.Commands.FirstOrDefault(command => command.Name == word))
            .FirstOrDefault(command => command is not null);

    private static string TooManyOrFew(Command command, int given) => given < command.MinimumOperands
        ? $"operand {command.OperandNames[given]} is missing"
        : $"too many operands: {given} given, at most {command.MaximumOperands} allowed";

    private static string Unknown(ProgramDescription program, string word)
    {
        var nearest = NearestName.Find(word, program.VisibleCommands.Select(command => command.Name));
        return nearest is null
            ? $"{program.Name}: unknown command \"{word}\"; {program.Name} -h lists the commands"
            : $"{program.Name}: unknown command \"{word}\"; did you mean {nearest}?";
    }
}
