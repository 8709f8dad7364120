using Imaginator.Linux;
using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Channels;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Roots;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>Waits for requests, output and ended processes, and dispatches them. Single-threaded.</summary>
internal sealed class ControlLoop(FrameChannel channel, CommandRunner commands, SandboxRoot root)
{
    /// <summary>Runs until the other side closes the connection.</summary>
    public void Run()
    {
        var files = new List<SafeFileHandle>();
        var goOn = true;
        while (goOn)
        {
            // The order of processing: the output of a process comes before its exit.
            files.Clear();
            files.Add(channel.Input);
            files.Add(commands.SandboxEnd);
            commands.AddFiles(files);
            var ready = new bool[files.Count];
            Descriptors.WaitForInput(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(files), ready);
            commands.ForwardOutput(file => ready[files.IndexOf(file)]);
            commands.NoticeEnds(file => ready[files.IndexOf(file)]);
            if (ready[1])
            {
                throw new ProtocolException(CommandRunner.EndedMessage);
            }

            goOn = !ready[0] || ServeRequest();
        }
    }

    private bool ServeRequest()
    {
        if (channel.Read() is not var (type, payload))
        {
            return false;
        }

        switch (type)
        {
            case FrameType.Run:
                commands.Start(RunRequest.Decode(payload));
                return true;
            case FrameType.Signal:
                commands.Signal(SignalRequest.Decode(payload));
                return true;
            case FrameType.Input:
                commands.Type(CommandBytes.Decode(payload));
                return true;
            case FrameType.Resize:
                commands.Resize(ResizeRequest.Decode(payload));
                return true;
            case FrameType.Unmount:
                Unmount(UnmountRequest.Decode(payload));
                return true;
            default:
                throw new ProtocolException($"a frame of type {(byte)type} is not a request");
        }
    }

    private void Unmount(UnmountRequest request)
    {
        try
        {
            root.Unmount(request.KeepDevices);
            channel.Write(FrameWriter.Empty(FrameType.Unmounted));
        }
        catch (LinuxException e)
        {
            channel.Write(new FailureReply(e.Message).ToFrame());
        }
    }
}
