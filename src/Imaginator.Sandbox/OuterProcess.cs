using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox;

/// <summary>
/// The process that the caller starts: it joins the control groups, creates the namespaces, starts the first process in
/// them (<see cref="Commands.InnerProcess"/>), and exits with the same result. When it is killed, the kernel kills the
/// inner process and with it all processes in the sandbox.
/// </summary>
internal static class OuterProcess
{
    /// <summary>The argument that selects the inner process.</summary>
    public const string InnerArgument = "init";

    private const int SignalStatusBase = 128; // as shells report the end by a signal

    /// <summary>Runs until the sandbox ends.</summary>
    public static int Run()
    {
        using var channel = new FrameChannel();
        if (channel.Read(FrameType.Enter) is not { } payload)
        {
            return 0;
        }

        var request = EnterRequest.Decode(payload);
        Namespaces.LeaveTerminal();
        foreach (var group in request.ControlGroups)
        {
            Join(group);
        }

        Namespaces.Unshare(request.PrivateNetwork);
        MountNamespace.StopPropagation();
        var inner = StartInner(ProtectProgram(), out var lifeline);
        using (lifeline)
        {
            var exit = ChildProcesses.Reap(inner, wait: true) ?? throw new InvalidOperationException("the child process has ended");
            return exit.Signal == 0 ? exit.Status : SignalStatusBase + exit.Signal;
        }
    }

    private static void Join(string group)
    {
        // A control group file requires a single write; "0" is the writing process.
        using var file = Descriptors.OpenForWriting(Path.Combine(group, "cgroup.procs"));
        Descriptors.Write(file, "0"u8);
    }

    /// <summary>
    /// Makes the program's file read-only for all descendants of the inner process: processes in the sandbox can reach
    /// it through <c>/proc</c> and must not change it.
    /// </summary>
    private static string ProtectProgram()
    {
        var path = Environment.ProcessPath ?? throw new InvalidOperationException("the program has no path");
        using var directory = DirectoryHandle.OpenHost(Path.GetDirectoryName(path)!);
        var name = Path.GetFileName(path);
        using (var program = MountPoint.Open(directory, name))
        {
            program.BindToItself();
        }

        using var mounted = MountPoint.Open(directory, name);
        mounted.Restrict(MountFlags.ReadOnly | MountFlags.NoSetUid | MountFlags.NoDevices);
        return path;
    }

    private static int StartInner(string program, out SafeFileHandle lifeline)
    {
        var (reader, writer) = Descriptors.CreatePipe();
        lifeline = writer;
        using (reader)
        {
            return ProgramStarter.Start(new ProgramStart
            {
                Candidates = [program],
                Arguments = ["imaginator-sandbox", InnerArgument],
                Environment = [],
                StandardInput = new SafeFileHandle(0, ownsHandle: false),
                StandardOutput = new SafeFileHandle(1, ownsHandle: false),
                StandardError = new SafeFileHandle(2, ownsHandle: false),
                Lifeline = reader,
            });
        }
    }
}
