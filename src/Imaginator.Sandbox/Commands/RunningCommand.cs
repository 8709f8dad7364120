using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>A command that was started and has not been reported as ended.</summary>
internal sealed class RunningCommand(int id, int processId, CommandFiles files) : IDisposable
{
    // More than a pipe holds, in case something writes to it still.
    private const int MaximumRest = 4 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[CommandBytes.MaximumLength];
    private readonly SafeFileHandle?[] _outputs = [files.Reader, files.ErrorReader];

    /// <summary>Its number in the protocol.</summary>
    public int Id => id;

    /// <summary>The leader of its session.</summary>
    public int ProcessId => processId;

    /// <summary>The controlling end of its terminal; null if it has none.</summary>
    public SafeFileHandle? Terminal => _outputs[0] is null ? null : files.Controller;

    /// <summary>How it ended; null while it runs.</summary>
    public ProcessExit? Exit { get; private set; }

    /// <summary>Takes note of its end.</summary>
    public void End(ProcessExit exit) => Exit = exit;

    /// <summary>Adds the files on which output may come.</summary>
    public void AddOutputs(List<SafeFileHandle> files) => files.AddRange(_outputs.OfType<SafeFileHandle>());

    /// <summary>Passes on what has been printed, one piece per stream.</summary>
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

    /// <summary>Passes on what is still in the pipes.</summary>
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
    }

    /// <returns>How many bytes there were; 0 at the end; null if there is nothing yet.</returns>
    private int? ForwardPiece(FrameChannel channel, int index)
    {
        var count = Descriptors.Read(_outputs[index]!, _buffer);
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
