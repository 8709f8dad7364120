using System.Collections.Immutable;
using Imaginator.Linux;
using Imaginator.Linux.Containment;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;
using Imaginator.Sandbox.Channels;
using Imaginator.Sandbox.Commands;
using Imaginator.Sandbox.Networks;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Roots;
using Imaginator.Sandbox.Supervision;
using Imaginator.Sandbox.Users;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox;

/// <summary>
/// The life of a sandbox. This process makes the namespaces, prepares the root, and starts the commands. It keeps root's rights,
/// and is in none of the places that commands can see: it belongs to the PID namespace, the user namespace and the control
/// groups of the caller. When it ends, the kernel kills the first process of the sandbox and with it all others.
/// </summary>
internal static class SandboxLife
{
    /// <summary>Runs until the other side closes the connection.</summary>
    public static int Run()
    {
        using var channel = new FrameChannel();
        if (channel.Read(FrameType.Enter) is not { } entering)
        {
            return 0;
        }

        var groups = ImmutableArray<SafeFileHandle>.Empty;
        try
        {
            var enter = EnterRequest.Decode(entering);

            // In the mount namespace of the caller: a mount with a file that is open for writing cannot become read-only.
            groups = ImmutableArray.CreateRange(enter.ControlGroups, OpenGroup);

            // Before the namespaces: their first process is another one.
            using var users = enter.UserNamespace ? UserNamespaces.Create() : UserNamespaces.None;
            Namespaces.LeaveTerminal();

            // Before a new PID namespace: with one for its children, a process cannot create threads. The supervisor stays in the
            // namespaces of the caller.
            using var supervisor = SupervisorClient.Start(DirectoryHandle.OpenHost("/proc"), enter.DevicesAreFiltered);
            Namespaces.Unshare(enter.PrivateNetwork is not null, processes: !enter.OwnsMounts);
            using var sockets = enter.PrivateNetwork is { } network ? NetworkSockets.Open(network) : null;
            if (sockets is not null)
            {
                channel.Write(sockets.Report().ToFrame());
            }

            MountNamespace.StopPropagation();
            if (channel.Read(FrameType.Prepare) is { } preparing)
            {
                Serve(channel, enter, groups, users, supervisor, PrepareRequest.Decode(preparing));
            }

            return 0;
        }
        catch (LinuxException e)
        {
            channel.Write(new FailureReply(e.Message).ToFrame());
            return 1;
        }
        finally
        {
            foreach (var group in groups)
            {
                group.Dispose();
            }
        }
    }

    private static void Serve(
        FrameChannel channel,
        EnterRequest enter,
        ImmutableArray<SafeFileHandle> groups,
        UserNamespaces users,
        SupervisorClient supervisor,
        PrepareRequest request)
    {
        // Before the restrictions: they deny access to the files of the caller, where a detached mount is.
        using var source = request.Root is { } path ? DirectoryHandle.OpenHost(path) : null;
        var containment = Contain(request, users, out var warnings);
        if (enter.OwnsMounts)
        {
            HostMounts.Prepare(request, users, enter.DevicesAreFiltered);
        }

        using var first = StartFirst(groups, users, enter.OwnsMounts, containment);
        using var mounts = enter.OwnsMounts ? Namespaces.OpenNamespace(first.ProcessId, "mnt") : null;
        using var root = Prepare(request, source, users, enter.OwnsMounts ? first : null);
        var surroundings = new CommandSurroundings(first, groups, mounts, users.ForProcesses, containment, IsSupervised(request, users) ? supervisor : null);
        using var commands = new CommandRunner(channel, root, surroundings);
        channel.Write(new PreparedReply(warnings).ToFrame());
        new ControlLoop(channel, commands, root).Run();
    }

    private static FirstProcess StartFirst(
        ImmutableArray<SafeFileHandle> groups, UserNamespaces users, bool ownsMounts, ProcessContainment? containment)
    {
        using var empty = DetachedMount.Create("tmpfs", MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution, []);
        using var directory = empty.OpenRoot("the root of process 1");
        directory.SetMode(EmptyDirectoryPermissions);
        return FirstProcess.Start(directory, groups, users.ForProcesses, ownsMounts, containment?.Filter);
    }

    // Uncontained commands of this machine have no filter that asks.
    private static bool IsSupervised(PrepareRequest request, UserNamespaces users) =>
        request.Contained || users.ForProcesses is not null;

    private const uint EmptyDirectoryPermissions = 0x16D; // 0555

    private static SafeFileHandle OpenGroup(string group) => Descriptors.OpenForWriting(Path.Combine(group, "cgroup.procs"));

    private static SandboxRoot Prepare(
        PrepareRequest request, DirectoryHandle? source, UserNamespaces users, FirstProcess? ownerOfMounts)
    {
        Namespaces.SetHostName(request.HostName);
        return source is not null
            ? ImageRoot.Prepare(source, request, users)
            : ownerOfMounts is null
                ? HostRoot.Prepare()
                : HostRoot.Open(ownerOfMounts, users.Shift);
    }

    private static ProcessContainment? Contain(PrepareRequest request, UserNamespaces users, out ImmutableArray<string> warnings)
    {
        warnings = [];
        if (!request.Contained)
        {
            if (users.ForProcesses is not null)
            {
                warnings = Isolate(request);
                return new ProcessContainment(null, SeccompFilter.ForBootstrap());
            }

            return request.SkipsFlushes ? new ProcessContainment(null, SeccompFilter.WithoutFlushes()) : null;
        }

        warnings = Isolate(request);

        // In a user namespace, no capability has a meaning outside, and programs that require some can be executed.
        return new ProcessContainment(
            users.ForProcesses is null ? CapabilitySet.PackageInstallation : null,
            SeccompFilter.ForPackageInstallation(request.SkipsFlushes));
    }

    // Of this process, so that one limit applies to all commands.
    private static ImmutableArray<string> Isolate(PrepareRequest request) => LandlockDomain.TryIsolate() || request.PrivateNetwork
        ? []
        :
        [
            "This kernel has no Landlock scopes (Linux 6.12, \"landlock\" among the security modules): commands with the "
            + "host's network can reach abstract sockets of the host.",
        ];
}
