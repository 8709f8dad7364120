using System.Collections.Immutable;
using Imaginator.Linux;
using Imaginator.Linux.Containment;
using Imaginator.Linux.Processes;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Roots;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Commands;

/// <summary>
/// The first process of the sandbox's PID namespace: it prepares the root, runs commands on request and adopts the
/// processes that they leave behind. When it ends, the kernel kills all processes in the namespace.
/// </summary>
internal static class InnerProcess
{
    private const int LifelineNumber = 3; // see ProgramStart.Lifeline

    /// <summary>Runs until the other side closes the connection or the outer process ends.</summary>
    public static int Run()
    {
        using var lifeline = new SafeFileHandle(LifelineNumber, ownsHandle: true);
        using var channel = new FrameChannel();
        Namespaces.ForbidInspection();
        if (channel.Read(FrameType.Prepare) is not { } payload)
        {
            return 0;
        }

        var request = PrepareRequest.Decode(payload);
        try
        {
            using var root = Prepare(request);
            using var commands = new CommandRunner(channel, root, Contain(request, out var warnings));
            channel.Write(new PreparedReply(warnings).ToFrame());
            new ControlLoop(channel, lifeline, commands, root).Run();
            return 0;
        }
        catch (LinuxException e)
        {
            channel.Write(new FailureReply(e.Message).ToFrame());
            return 1;
        }
    }

    private static SandboxRoot Prepare(PrepareRequest request)
    {
        Namespaces.SetHostName(request.HostName);
        if (request.PrivateNetwork)
        {
            Namespaces.BringLoopbackUp();
        }

        return request.Root is { } path
            ? ImageRoot.Prepare(path, request.MountPoint ?? path, request)
            : HostRoot.Prepare();
    }

    private static ProcessContainment? Contain(PrepareRequest request, out ImmutableArray<string> warnings)
    {
        warnings = [];
        if (!request.Contained)
        {
            return request.SkipsFlushes ? new ProcessContainment(null, SeccompFilter.WithoutFlushes()) : null;
        }

        // Also of this process, so that one limit applies to all commands.
        if (!LandlockDomain.TryIsolate() && !request.PrivateNetwork)
        {
            warnings =
            [
                "This kernel has no Landlock scopes (Linux 6.12, \"landlock\" among the security modules): commands with the "
                + "host's network can reach abstract sockets of the host.",
            ];
        }

        return new ProcessContainment(CapabilitySet.PackageInstallation, SeccompFilter.ForPackageInstallation(request.SkipsFlushes));
    }
}
