using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Channels;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>A started command whose exit has not been reported.</summary>
internal sealed class RunningCommand(int id, int processId, CommandFiles files) : IDisposable
{
    // More than a pipe holds, in case a process still writes to it.
    private const int MaximumRest = 4 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[CommandBytes.MaximumLength];
    private readonly SafeFileHandle?[] _outputs = [files.Reader, files.ErrorReader];

    /// <summary>The id of the command in the protocol.</summary>
    public int Id => id;

    /// <summary>The process id of its session leader.</summary>
    public int ProcessId => processId;

    /// <summary>Becomes readable when the command ends.</summary>
    public SafeFileHandle EndNotice { get; } = ChildProcesses.OpenEnd(processId);

    /// <summary>The controlling end of its terminal; null if it has no terminal.</summary>
    public SafeFileHandle? Terminal => _outputs[0] is null ? null : files.Controller;

    /// <summary>The exit of the command; null while it runs.</summary>
    public ProcessExit? Exit { get; private set; }

    /// <summary>Records the exit of the command.</summary>
    public void End(ProcessExit exit) => Exit = exit;

    /// <summary>Adds the files that become readable with output or with the end of the command.</summary>
    public void AddFiles(List<SafeFileHandle> files)
    {
        files.AddRange(_outputs.OfType<SafeFileHandle>());
        files.Add(EndNotice);
    }

    /// <summary>Forwards available output, one piece per stream.</summary>
    public void ForwardOutput(FrameChannel channel, Predicate<SafeFileHandle> isReady)
    {
        for (var i = 0; i < _outputs.Length; i++)
        {
            if (_outputs[i] is { } file && isReady(file) && ForwardPiece(channel, i) == 0)
            {
                Close(i);
            }
        }
    }

    /// <summary>Forwards the output that remains in the pipes.</summary>
    public void ForwardRest(FrameChannel channel)
    {
        for (var i = 0; i < _outputs.Length; i++)
        {
            var total = 0;
            while (_outputs[i] is not null && total < MaximumRest && ForwardPiece(channel, i) is > 0 and var count)
            {
                total += count;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; i < _outputs.Length; i++)
        {
            Close(i);
        }

        EndNotice.Dispose();
    }

    /// <returns>The number of bytes forwarded; 0 at the end; null if no bytes are available.</returns>
    private int? ForwardPiece(FrameChannel channel, int index)
    {
        var count = Descriptors.Read(_outputs[index]!, _buffer, "the output of a command");
        if (count > 0)
        {
            var bytes = new CommandBytes(Id, (CommandStream)((int)CommandStream.Output + index), _buffer.AsMemory(0, count.Value));
            channel.Write(bytes.ToFrame(FrameType.Output));
        }

        return count;
    }

    private void Close(int index)
    {
        _outputs[index]?.Dispose();
        _outputs[index] = null;
    }
}
