using Imaginator.Linux.Processes;
using Imaginator.Linux.Terminals;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>The files of a command: those that it gets, and the ends of them that stay here.</summary>
internal sealed class CommandFiles : IDisposable
{
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

    /// <summary>What it prints comes out here.</summary>
    public SafeFileHandle Reader { get; }

    /// <summary>What it prints as errors comes out here; null if that is in <see cref="Reader"/>.</summary>
    public SafeFileHandle? ErrorReader { get; }

    /// <summary>The controlling end of its terminal, which is <see cref="Reader"/> as well; null if it has none.</summary>
    public SafeFileHandle? Controller { get; }

    /// <summary>Makes the files.</summary>
    public static CommandFiles Create(OutputMode mode, SafeFileHandle nullDevice)
    {
        if (mode == OutputMode.Terminal)
        {
            var (controller, terminal) = PseudoTerminal.Open("/dev/pts/ptmx");
            return new CommandFiles(terminal, terminal, terminal, controller, null, controller);
        }

        var (reader, writer) = Descriptors.CreatePipe();
        var (errorReader, errorWriter) = mode == OutputMode.Separate ? Descriptors.CreatePipe() : (null, writer);
        return new CommandFiles(nullDevice, writer, errorWriter, reader, errorReader, null);
    }

    /// <summary>Closes the ends that the command was given; only the command has them then.</summary>
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
