using System.Collections.Immutable;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Sessions;
using Imaginator.Building.Streams;
using Imaginator.Building.WorkingTrees;
using Imaginator.Building.Workspaces;
using Imaginator.Logging;

namespace Imaginator.Building.Stages.Commands;

/// <summary>Starts the sandboxes of builds and watches the disk while their commands run. Thread-safe.</summary>
/// <param name="sandboxes">Starts sandboxes.</param>
/// <param name="disk">Watches the disk.</param>
/// <param name="deniedPorts">TCP ports that no command may connect to.</param>
/// <param name="packages">Serves the package proxy in networks that are separate from that of the machine; null if there is none.</param>
internal sealed class BuildSandboxes(
    SandboxFactory sandboxes, DiskReserve disk, ImmutableArray<int> deniedPorts, IPackageCache? packages)
{
    /// <summary>
    /// Starts the next sandbox of a build in the background, as far as it does not depend on the tree, unless that was done before. Only for
    /// images: the number of sandboxes that other builds need is not known.
    /// </summary>
    public void Reserve(BuildSession session, RootKind root)
    {
        if (session.MakesImage)
        {
            session.Reserve.Begin(sandboxes, EntryOf(root, session.Stream, session.Settings));
        }
    }

    /// <summary>Starts the first sandbox of a build of a bootstrap stream in the background, before the build has a session.</summary>
    public void ReserveFirst(SandboxReserve reserve, BootstrapStream stream, BuildSettings settings) =>
        reserve.Begin(sandboxes, EntryOf(RootKind.HostWithTree, stream, settings));

    /// <summary>Starts a sandbox with the root of this machine: its commands are tools of this machine that fill the tree.</summary>
    public async Task<ISandbox> StartOnHostAsync(BuildSession session, CancellationToken cancellationToken)
    {
        var workspace = session.Workspace;
        var settings = new SandboxSettings
        {
            RootDirectory = null,
            WritableTree = new WritableTree(workspace.TreeMountPoint, workspace.MakeTemporaryDirectory(), workspace.StatePath),
            SkipsFlushes = true,
        };
        return await StartAsync(session, settings, cancellationToken);
    }

    /// <summary>Starts a sandbox whose root is a tree, which must outlive the sandbox.</summary>
    public async Task<ImageSandbox> StartInTreeAsync(
        BuildSession session, SandboxTree tree, CancellationToken cancellationToken)
    {
        var binds = session.Settings.BindMounts.Select(BindOf).ToList();
        if (session.Settings.Cache is { } cache)
        {
            var directory = BuildCache.Prepare(cache, session.CacheName);
            binds.Add(new SandboxBind(cache.BaseDirectory, cache.MountPoint, Writable: true) { PathBelow = directory });
        }

        var scaffold = BuildScaffold.Raise(tree.Root, isolated: session.Network() == SandboxNetwork.None);
        try
        {
            var sandbox = await StartAsync(session, tree.Sandbox() with { Binds = [.. binds] }, cancellationToken);
            return new ImageSandbox(this, sandbox, tree.DiskPath, scaffold, session);
        }
        catch
        {
            scaffold.Remove();
            throw;
        }
    }

    /// <summary>Runs a command of a build, and stops it if the build fills the disk.</summary>
    /// <param name="session">The build.</param>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="command">The command.</param>
    /// <param name="name">The name of the command in error messages.</param>
    /// <param name="log">Gets its output.</param>
    /// <param name="cancellationToken">Stops the command and every process that it started.</param>
    public async Task<CommandResult> RunAsync(
        BuildSession session,
        ISandbox sandbox,
        SandboxCommand command,
        string name,
        IBuildLog log,
        CancellationToken cancellationToken)
    {
        try
        {
            return await disk.RunAsync(sandbox, session.Workspace, command, log, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            session.Stages.Interrupted(name);
            throw;
        }
    }

    private static SandboxBind BindOf(string path) => Directory.Exists(path)
        ? new SandboxBind(path, path, Writable: false)
        : throw new ImaginatorException(
            $"bind mount \"{path}\" failed: it is not a directory on this machine; create it or remove it from the bind mounts");

    private SandboxEntry EntryOf(RootKind root, StreamDefinition stream, BuildSettings settings) =>
        new(root, StreamContainment.ProcessLimits(stream, settings), NetworkOf(stream, settings));

    private NetworkSettings NetworkOf(StreamDefinition stream, BuildSettings settings)
    {
        var network = new NetworkSettings(StreamContainment.Network(stream, settings)) { DeniedPorts = deniedPorts };
        return packages is null ? network : network with { ServeProxyAsync = packages.ServeConnectionAsync };
    }

    private async Task<ISandbox> StartAsync(BuildSession session, SandboxSettings settings, CancellationToken cancellationToken)
    {
        var contained = settings with { Limits = session.ProcessLimits(), Network = NetworkOf(session.Stream, session.Settings) };
        var begun = await session.Reserve.TakeAsync(contained.Entry);
        var sandbox = await sandboxes.StartAsync(contained, begun, cancellationToken);
        session.Log.WarnOnce(sandboxes.Gaps.Concat(sandbox.Gaps).Select(gap => gap.Reason));
        return sandbox;
    }
}
