using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.WorkingTrees;
using Imaginator.Files;
using Imaginator.Logging;

namespace Imaginator.Building.Stages;

/// <summary>
/// A sandbox whose root is an image's tree. Commands go through the image's <c>/bin/generic-packager</c>; one that fails
/// is an <see cref="ImaginatorException"/> that says why.
/// </summary>
internal sealed class ImageSandbox : IAsyncDisposable
{
    private const string GenericPackager = Packaging.GenericPackager.Path;

    // A better shell where the image has one.
    private const string Shell = "command -v bash >/dev/null && exec bash -i; exec sh -i";

    private static readonly Silence NoObserver = new();

    private readonly ISandbox _sandbox;
    private readonly BuildSession _session;
    private readonly string _diskPath;
    private ImmutableSortedDictionary<string, string> _shellEnvironment = BuildCommands.BaseEnvironment();

    private ImageSandbox(ISandbox sandbox, string diskPath, BuildSession session)
    {
        _sandbox = sandbox;
        _diskPath = diskPath;
        _session = session;
    }

    private BuildLog Log => _session.Log;

    /// <summary>Starts a sandbox.</summary>
    /// <param name="session">The build.</param>
    /// <param name="tree">The tree; it must outlive the sandbox.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ImageSandbox> StartAsync(
        BuildSession session, SandboxTree tree, CancellationToken cancellationToken)
    {
        var settings = session.Settings;
        var binds = settings.BindMounts.Select(BindOf).ToList();
        if (settings.Cache is { } cache)
        {
            BuildCache.Prepare(cache, session.Stream.Name);
            binds.Add(new SandboxBind(cache.BaseDirectory, cache.MountPoint, Writable: true) { PathBelow = session.Stream.Name });
        }

        var sandbox = await session.Environment.Sandboxes.StartAsync(
            (tree.Sandbox() with { Binds = [.. binds] }).ContainedFor(session), cancellationToken);
        session.Log.WarnOnce([.. session.Environment.Sandboxes.Warnings, .. sandbox.Warnings]);
        return new ImageSandbox(sandbox, tree.DiskPath, session);
    }

    /// <summary>Runs a verb of the generic packager.</summary>
    /// <param name="what">What it is, for the error message: a script's path, <c>install</c>.</param>
    /// <param name="arguments">The verb and its arguments.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="cancellationToken">Stops the command and everything that it started.</param>
    public async Task RunAsync(
        string what,
        ImmutableArray<string> arguments,
        ImmutableSortedDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        _shellEnvironment = environment;
        Log.WriteLine($"$ {GenericPackager} {FileName.ToDisplay(string.Join(' ', arguments))}");
        var command = new SandboxCommand { Arguments = [GenericPackager, .. arguments], Environment = environment };
        await _session.PointOfFailure.GuardAsync(
            _session,
            this,
            async () => ThrowIfFailed(what, await RunWatchedAsync(command, Log, cancellationToken)),
            cancellationToken);
    }

    /// <summary>Runs a verb and returns what it printed to standard output.</summary>
    public async Task<ReadOnlyMemory<byte>> CaptureAsync(string verb, CancellationToken cancellationToken)
    {
        var result = await RunWatchedAsync(
            new SandboxCommand
            {
                Arguments = [GenericPackager, verb],
                Environment = BuildCommands.BaseEnvironment(),
                CaptureOutput = true,
            },
            Log,
            cancellationToken);
        ThrowIfFailed(verb, result);
        return result.Output;
    }

    /// <summary>Asks what upgrading, and installing some packages, would come to.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="environment">The environment variables that they would be installed with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, the same whenever the outcome would be; null where the image's packager cannot tell.</returns>
    public async Task<ReadOnlyMemory<byte>?> PlanAsync(
        ImmutableArray<string> packages,
        ImmutableSortedDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var result = await RunWatchedAsync(
            new SandboxCommand
            {
                Arguments = [GenericPackager, Packaging.GenericPackager.PlanVerb, .. packages],
                Environment = environment,
                CaptureOutput = true,
            },
            NoObserver,
            cancellationToken);

        // Not "? :": there, null would become empty memory.
        if (!result.Succeeded)
        {
            return null;
        }

        return result.Output;
    }

    /// <summary>Runs a test of the image with a time limit of its own.</summary>
    public Task<CommandResult> RunTestAsync(
        string path, TimeSpan timeout, IBuildLog log, CancellationToken cancellationToken) =>
        RunWatchedAsync(
            new SandboxCommand
            {
                Arguments = [GenericPackager, "run", path],
                Environment = BuildCommands.BaseEnvironment(),
                Timeout = timeout,
            },
            log,
            cancellationToken);

    /// <summary>Runs a shell for a person, with the environment of the last command.</summary>
    public Task<CommandResult> RunShellAsync(SandboxTerminal terminal, CancellationToken cancellationToken) =>
        _sandbox.RunInteractivelyAsync(
            new SandboxCommand
            {
                Arguments = ["/bin/sh", "-c", Shell],
                Environment = _shellEnvironment.SetItem(
                    "TERM", Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } type ? type : "dumb"),
            },
            terminal,
            cancellationToken);

    /// <summary>
    /// Takes all mounts away, <c>/proc</c> and <c>/sys</c> included, and removes the mount points that were made. Commands
    /// can still be run if <c>/dev</c> is kept.
    /// </summary>
    public Task UnmountAsync(bool keepDevices, CancellationToken cancellationToken) =>
        _sandbox.UnmountAsync(keepDevices, cancellationToken);

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    /// <summary>For what is nobody's business: an image whose packager has no plan says so as an error.</summary>
    private sealed class Silence : IBuildLog
    {
        public void Write(ReadOnlySpan<byte> output)
        {
        }
    }

    private static SandboxBind BindOf(string path) => Directory.Exists(path)
        ? new SandboxBind(path, path, Writable: false)
        : throw new ImaginatorException(
            $"{path}, which builds are to see, is no directory on this machine. Make it, or take it out of the bind mounts.");

    private async Task<CommandResult> RunWatchedAsync(SandboxCommand command, IBuildLog log, CancellationToken cancellationToken)
    {
        try
        {
            return await _session.Disk
                .RunAsync(_sandbox, _session.Workspace.Path, command, log, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The packager's verb; or what it was to run.
            _session.Stages.Interrupted(command.Arguments is [_, "run", var program, ..] ? program : command.Arguments[1]);
            throw;
        }
    }

    private void ThrowIfFailed(string what, CommandResult result)
    {
        if (result.LeftOverProcesses > 0)
        {
            Log.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{FileName.ToDisplay(what)} left {result.LeftOverProcesses} processes behind: killed"));
        }

        if (!result.Succeeded)
        {
            throw new CommandFailedException(what, result, _diskPath);
        }
    }
}
