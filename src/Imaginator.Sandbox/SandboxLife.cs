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
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox;

/// <summary>
/// The life of a sandbox. This process makes the namespaces, prepares the root, and starts the commands. It keeps root's rights,
/// and is in none of the places that commands can see: it belongs to the PID namespace, the user namespace and the control
/// groups of the caller. When it ends, the kernel kills the first process of the sandbox and with it all others.
/// </summary>
/// <remarks>
/// The parts that do not depend on the root come first, so that the caller can start a sandbox before the root exists. Until then, the
/// program has no separate mount namespace: the copy of all mounts would keep file systems of the machine busy.
/// </remarks>
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

            using var map = enter.IdMap is { } path ? UserNamespace.Open(path) : null;
            Namespaces.LeaveTerminal();

            // Before a new PID namespace: with one for its children, a process cannot create threads. The supervisor stays in the
            // namespaces of the caller.
            using var supervisor = SupervisorClient.Start(DirectoryHandle.OpenHost("/proc"), enter.DevicesAreFiltered);
            using var sockets = enter.PrivateNetwork is { } network ? NetworkSockets.Open(network) : null;
            channel.Write((sockets?.Report() ?? new EnteredReply([])).ToFrame());

            // While the caller prepares the tree.
            var bootstrapFilter = enter.OwnsMounts ? SeccompFilter.ForBootstrap() : null;
            if (channel.Read(FrameType.Prepare) is { } preparing)
            {
                Serve(channel, enter, groups, map, supervisor, bootstrapFilter, PrepareRequest.Decode(preparing));
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
        UserNamespace? map,
        SupervisorClient supervisor,
        SeccompFilter? bootstrapFilter,
        PrepareRequest request)
    {
        // The caller can have mounted the tree shortly before.
        Namespaces.Unshare(processes: !enter.OwnsMounts);
        MountNamespace.StopPropagation();

        // Before the restrictions: they deny access to the files of the caller, where a detached mount is.
        using var source = request.Root is { } path ? DirectoryHandle.OpenHost(path) : null;
        var hasUserNamespace = map is not null;
        var containment = Contain(request, hasUserNamespace, bootstrapFilter, out var warnings);
        if (enter.OwnsMounts)
        {
            HostMounts.Prepare(
                request, map ?? throw new ProtocolException("the host's root is mapped only with a user namespace"), enter.DevicesAreFiltered);
        }

        using var first = StartFirst(groups, hasUserNamespace, enter.OwnsMounts, containment);
        using var mounts = enter.OwnsMounts ? Namespaces.OpenNamespace(first.ProcessId, "mnt") : null;
        using var root = Prepare(request, source, map, enter.OwnsMounts ? first : null);

        // Uncontained commands of this machine have no filter that asks.
        var surroundings = new CommandSurroundings(
            first, groups, mounts, containment, request.Contained || hasUserNamespace ? supervisor : null);
        using var commands = new CommandRunner(channel, root, surroundings);
        channel.Write(new PreparedReply(warnings).ToFrame());
        new ControlLoop(channel, commands, root).Run();
    }

    private static FirstProcess StartFirst(
        ImmutableArray<SafeFileHandle> groups, bool hasUserNamespace, bool ownsMounts, ProcessContainment? containment)
    {
        using var empty = DetachedMount.Create("tmpfs", MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecution, []);
        using var directory = empty.OpenRoot("the root of process 1");
        directory.SetMode(EmptyDirectoryPermissions);
        return FirstProcess.Start(directory, groups, hasUserNamespace, ownsMounts, containment?.Filter);
    }

    private const uint EmptyDirectoryPermissions = 0x16D; // 0555

    private static SafeFileHandle OpenGroup(string group) => Descriptors.OpenForWriting(Path.Combine(group, "cgroup.procs"));

    private static SandboxRoot Prepare(
        PrepareRequest request, DirectoryHandle? source, UserNamespace? map, FirstProcess? ownerOfMounts)
    {
        Namespaces.SetHostName(request.HostName);
        return source is not null
            ? ImageRoot.Prepare(source, request, map)
            : ownerOfMounts is null
                ? HostRoot.Prepare()
                : HostRoot.Open(ownerOfMounts, IdShift.ForUserNamespace);
    }

    private static ProcessContainment? Contain(
        PrepareRequest request, bool hasUserNamespace, SeccompFilter? bootstrapFilter, out ImmutableArray<string> warnings)
    {
        warnings = [];
        if (!request.Contained)
        {
            if (hasUserNamespace)
            {
                warnings = Isolate(request);
                return new ProcessContainment(null, bootstrapFilter ?? SeccompFilter.ForBootstrap());
            }

            return request.SkipsFlushes ? new ProcessContainment(null, SeccompFilter.WithoutFlushes()) : null;
        }

        warnings = Isolate(request);

        // In a user namespace, no capability has a meaning outside, and programs that require some can be executed.
        return new ProcessContainment(
            hasUserNamespace ? null : CapabilitySet.PackageInstallation,
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
