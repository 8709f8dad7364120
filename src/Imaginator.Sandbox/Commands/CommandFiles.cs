using Imaginator.Linux.Processes;
using Imaginator.Linux.Terminals;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>The files of a command: the ends for the command, and the ends that remain in this process.</summary>
internal sealed class CommandFiles : IDisposable
{
    private const uint ForEveryUser = 0x1B6; // 0666
    private const uint TerminalGroup = 5; // tty, on all distributions

    private readonly SafeFileHandle[] _given;

    private CommandFiles(
        SafeFileHandle input,
        SafeFileHandle output,
        SafeFileHandle error,
        SafeFileHandle reader,
        SafeFileHandle? errorReader,
        SafeFileHandle? controller)
    {
        Input = input;
        Output = output;
        Error = error;
        Reader = reader;
        ErrorReader = errorReader;
        Controller = controller;
        _given = [output, error];
    }

    /// <summary>The command's standard input.</summary>
    public SafeFileHandle Input { get; }

    /// <summary>The command's standard output.</summary>
    public SafeFileHandle Output { get; }

    /// <summary>The command's standard error.</summary>
    public SafeFileHandle Error { get; }

    /// <summary>The end from which the command's output is read.</summary>
    public SafeFileHandle Reader { get; }

    /// <summary>
    /// The end from which the command's error output is read; null if it is merged into <see cref="Reader"/>.
    /// </summary>
    public SafeFileHandle? ErrorReader { get; }

    /// <summary>
    /// The controlling end of the command's terminal, which is the same as <see cref="Reader"/>; null if the command
    /// has no terminal.
    /// </summary>
    public SafeFileHandle? Controller { get; }

    /// <summary>Creates the files.</summary>
    /// <param name="shift">The difference between the ids of the commands and those of this process.</param>
    public static CommandFiles Create(OutputMode mode, SafeFileHandle nullDevice, IdShift shift)
    {
        if (mode == OutputMode.Terminal)
        {
            var (controller, terminal) = PseudoTerminal.Open("/dev/pts/ptmx");
            FileHandles.SetOwner(terminal, shift.ToMount(0, ""), shift.ToMount(TerminalGroup, ""));
            return new CommandFiles(terminal, terminal, terminal, controller, null, controller);
        }

        var (reader, writer) = CreatePipe();
        var (errorReader, errorWriter) = mode == OutputMode.Separate ? CreatePipe() : (null, writer);
        return new CommandFiles(nullDevice, writer, errorWriter, reader, errorReader, null);
    }

    // A command that has become another user opens its output again with /dev/stdout and /dev/stderr.
    private static (SafeFileHandle Reader, SafeFileHandle Writer) CreatePipe()
    {
        var pipe = Descriptors.CreatePipe();
        FileHandles.SetMode(pipe.Writer, ForEveryUser);
        return pipe;
    }

    /// <summary>Closes the command's ends in this process, so that only the command holds them.</summary>
    public void CloseGiven()
    {
        foreach (var file in _given)
        {
            file.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseGiven();
        Reader.Dispose();
        ErrorReader?.Dispose();
    }
}
