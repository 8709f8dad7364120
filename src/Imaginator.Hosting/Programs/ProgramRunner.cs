using System.Reflection;
using System.Runtime.InteropServices;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Hosting.Programs;

/// <summary>
/// Runs a program from its command line to its exit status: 0, 1 (failed), 2 (usage). An error is one message on
/// standard error, never a stack trace.
/// </summary>
public static class ProgramRunner
{
    private const int Failed = 1;

    private const string TraceVariable = "IMAGINATOR_TRACE";

    /// <summary>What the shell reports for a program that SIGINT ended.</summary>
    private const int Interrupted = 130;

    /// <summary>Runs the program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(ProgramDescription program, string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(arguments);
        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        var isDaemon = false;
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, CancelUnlessDaemon);
        try
        {
            return await RunAsync(program, arguments, () => isDaemon = true, interruption.Token);
        }
        catch (UsageException e)
        {
            var words = FindCommandOfHelp(program, arguments) is { } command ? $"{program.Name} {command.Name}" : program.Name;
            await TellAsync($"{e.Message}\nTry: {words} -h");
            return UsageException.ExitCode;
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            await TellAsync($"{program.Name}: interrupted");
            return Interrupted;
        }
        catch (ImaginatorException e)
        {
            await TellAsync($"{program.Name}: {e.Message}");
            return Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await TellAsync($"{program.Name}: {e.Message}");
            return Failed;
        }
        catch (Exception e)
        {
            // A fault of ours. The trace is for those who mend it, who know how to ask for it.
            var isWanted = Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 };
            await TellAsync(
                $"{program.Name}: internal error: {(isWanted ? e : $"{e.GetType().Name}: {e.Message}")}\n"
                + $"This is a mistake of {program.Name}. Please report it, with what it prints when {TraceVariable}=1 is set.");
            return Failed;
        }

        void CancelUnlessDaemon(PosixSignalContext context)
        {
            // To a daemon it means something else than to go; it handles it besides.
            context.Cancel = true;
            if (!isDaemon)
            {
                interruption.Cancel();
            }
        }

        void Cancel(PosixSignalContext context)
        {
            // The work ends by itself, after it has cleaned up.
            context.Cancel = true;
            interruption.Cancel();
        }
    }

    private static async Task TellAsync(string message)
    {
        try
        {
            await Console.Error.WriteLineAsync(message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Standard error is a file on a full disk, or closed: all that is left to say it with is the exit status.
            return;
        }
    }

    private static async Task<int> RunAsync(
        ProgramDescription program, string[] arguments, Action becomeDaemon, CancellationToken cancellationToken)
    {
        var line = FlagParser.Parse(program.AllFlags, arguments, program.FlagFiles);
        switch (line.Request)
        {
            case CommandLineRequest.Help:
                ProgramHelp.Write(program, FindCommandOfHelp(program, arguments), Console.Out);
                return 0;
            case CommandLineRequest.Version:
                Console.WriteLine($"{program.Name} {Version}");
                return 0;
        }

        ILoggerFactory loggerFactory = NullLoggerFactory.Instance;
        var context = new CommandContext(
            line.Values,
            line.Arguments.IsEmpty ? [] : line.Arguments[1..],
            Console.Out,
            Console.Error,
            loggerFactory,
            TimeProvider.System)
        {
            SharedPluginSettings = program.PluginSettings(line.Values),
        };
        if (line.Values.Get(SharedFlags.ListPlugins))
        {
            await using var plugins = context.LoadPlugins(PluginSettings.None);
            return PluginReport.Write(plugins, Console.Out);
        }

        if (program.WithoutCommand is { } withoutCommand
            && await withoutCommand(context, cancellationToken) is { } status)
        {
            return status;
        }

        if (line.Arguments.IsEmpty && program.Daemon is { } daemon)
        {
            becomeDaemon();
            return await daemon(context, cancellationToken);
        }

        if (line.Arguments.IsEmpty)
        {
            throw new UsageException(
                $"{program.Name}: no command; commands are {string.Join(", ", program.Commands.Select(known => known.Name))}");
        }

        if (line.Arguments[0] == "help")
        {
            ProgramHelp.Write(program, FindCommandOfHelp(program, arguments), Console.Out);
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

        return await command.RunAsync(context, cancellationToken);
    }

    /// <summary>The version of this very build.</summary>
    public static string Version =>
        typeof(ProgramRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    /// <summary>Help is for the first word that names a command, wherever it stands and whatever else is wrong.</summary>
    private static Command? FindCommandOfHelp(ProgramDescription program, string[] arguments) =>
        arguments
            .Select(word => program.Commands.FirstOrDefault(command => command.Name == word))
            .FirstOrDefault(command => command is not null);

    private static string TooManyOrFew(Command command, int given) => given < command.MinimumOperands
        ? $"{command.Operands.Split(' ')[given]} is missing"
        : $"{given} operands are too many";

    private static string Unknown(ProgramDescription program, string word)
    {
        var nearest = NearestName.Find(word, program.Commands.Select(command => command.Name));
        return nearest is null
            ? $"{program.Name}: unknown command \"{word}\""
            : $"{program.Name}: unknown command \"{word}\"; did you mean {nearest}?";
    }
}
