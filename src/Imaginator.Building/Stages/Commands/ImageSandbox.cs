using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sessions;
using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Logging;

namespace Imaginator.Building.Stages.Commands;

/// <summary>
/// A sandbox whose root is the tree of an image. Commands run through the image's <c>/bin/generic-packager</c>; a command that
/// fails throws an <see cref="ImaginatorException"/> that names the cause.
/// </summary>
internal sealed class ImageSandbox(
    BuildSandboxes sandboxes, ISandbox sandbox, string diskPath, BuildScaffold scaffold, BuildSession session) : IAsyncDisposable
{
    // A better shell if the image has one.
    private const string Shell = "command -v bash >/dev/null && exec bash -i; exec sh -i";

    private ImmutableSortedDictionary<string, string> _shellEnvironment = CommandEnvironment.Basic();
    private bool _endsInBackground;

    /// <summary>Runs a verb of the generic packager.</summary>
    /// <param name="name">The name of the command in error messages: a script's path, <c>install</c>.</param>
    /// <param name="arguments">The verb and its arguments.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="cancellationToken">Stops the command and every process that it started.</param>
    public Task RunAsync(
        string name,
        ImmutableArray<string> arguments,
        ImmutableSortedDictionary<string, string> environment,
        CancellationToken cancellationToken) =>
        RunAsync(name, arguments, environment, _ => null, cancellationToken);

    /// <summary>Runs a script of the manifest.</summary>
    /// <param name="path">The path of the script.</param>
    /// <param name="image">The tree of the image.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="cancellationToken">Stops the script and every process that it started.</param>
    public Task RunScriptAsync(
        string path, TreeRoot image, ImmutableSortedDictionary<string, string> environment, CancellationToken cancellationToken) =>
        RunAsync(path, ["run", path], environment, result => ProgramStartCause.Find(image, path, result), cancellationToken);

    private Task<bool> RunAsync(
        string name,
        ImmutableArray<string> arguments,
        ImmutableSortedDictionary<string, string> environment,
        Func<CommandResult, string?> findCause,
        CancellationToken cancellationToken)
    {
        var variables = CommandEnvironment.WithSearchDomains(environment);
        _shellEnvironment = variables;
        session.Log.WriteLine($"$ {GenericPackager.Path} {FileName.ToDisplay(string.Join(' ', arguments))}");
        var command = new SandboxCommand { Arguments = [GenericPackager.Path, .. arguments], Environment = variables };
        return GuardAsync(
            async () =>
            {
                scaffold.IgnoreRequests();
                var result = await RunAsync(command, session.Log, cancellationToken);
                ThrowIfFailed(name, result, result.Succeeded ? null : findCause(result));
                return true;
            },
            cancellationToken);
    }

    /// <summary>Runs a verb and returns its standard output.</summary>
    public async Task<ReadOnlyMemory<byte>> CaptureAsync(string verb, CancellationToken cancellationToken)
    {
        var command = new SandboxCommand
        {
            Arguments = [GenericPackager.Path, verb],
            Environment = CommandEnvironment.Basic(),
            CaptureOutput = true,
        };
        var result = await RunAsync(command, session.Log, cancellationToken);
        ThrowIfFailed(verb, result, cause: null);
        return result.Output;
    }

    /// <summary>Asks the packager for its plan: the effect of upgrading the image and of installing some packages.</summary>
    /// <returns>The plan, equal for equal effects; null if the packager of the image makes no plans, or fails, which the log then says.</returns>
    public async Task<ReadOnlyMemory<byte>?> PlanAsync(
        ImmutableArray<string> packages,
        ImmutableSortedDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var command = new SandboxCommand
        {
            Arguments = [GenericPackager.Path, GenericPackager.PlanVerb, .. packages],
            Environment = environment,
            CaptureOutput = true,
        };
        var result = await RunAsync(command, SilentLog.Instance, cancellationToken);

        // Not "? :": it would convert null to empty memory.
        if (!result.Succeeded)
        {
            if (!GenericPackager.MakesNoPlans(result))
            {
                session.Log.WriteLine(
                    $"warning: {CommandFailedException.Describe(GenericPackager.PlanVerb, result, cause: null)}; the build continues, "
                    + "but it cannot detect that nothing changed: correct the PlanCommand of the packager type");
            }

            return null;
        }

        return result.Output;
    }

    /// <summary>Runs a test of the image with a time limit.</summary>
    /// <param name="path">The path of the test.</param>
    /// <param name="hasPackager">Whether the tree has the generic packager, which a filter can leave out.</param>
    /// <param name="timeout">The time limit.</param>
    /// <param name="log">Gets the output.</param>
    /// <param name="cancellationToken">Stops the test and every process that it started.</param>
    public Task<CommandResult> RunTestAsync(
        string path, bool hasPackager, TimeSpan timeout, IBuildLog log, CancellationToken cancellationToken)
    {
        var command = new SandboxCommand
        {
            Arguments = hasPackager ? [GenericPackager.Path, "run", path] : [path],
            Environment = CommandEnvironment.Basic(),
            Timeout = timeout,
        };
        return RunAsync(command, log, cancellationToken);
    }

    /// <summary>Does some work; if it fails, offers a shell in this sandbox, with the environment of the last command.</summary>
    public Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        session.FailurePoint.GuardAsync(RunShellAsync, work, cancellationToken);

    /// <summary>
    /// Removes all mounts, <c>/proc</c> and <c>/sys</c> included, and the mount points that were made for them. Commands can
    /// still run if <c>/dev</c> is kept.
    /// </summary>
    public async Task UnmountAsync(bool keepDevices, CancellationToken cancellationToken)
    {
        await sandbox.UnmountAsync(keepDevices, cancellationToken);
        if (!keepDevices)
        {
            scaffold.Remove();
        }
    }

    /// <summary>
    /// Lets the sandbox end while the build continues. All its mounts are removed (<see cref="UnmountAsync"/>), and no further command
    /// runs in it.
    /// </summary>
    public void EndInBackground()
    {
        _endsInBackground = true;
        session.Ends.Begin(sandbox);
    }

    public async ValueTask DisposeAsync()
    {
        if (_endsInBackground)
        {
            return;
        }

        await sandbox.DisposeAsync();
        try
        {
            scaffold.Remove();
        }
        catch (Exception e) when (e is IOException or ImaginatorException)
        {
            // Usually because the build failed and its tree cannot be used; that failure is the one to report.
            session.Log.WriteLine($"warning: cannot remove temporary files of the build from the tree: {e.Clause()}");
        }
    }

    private Task<CommandResult> RunShellAsync(SandboxTerminal terminal, CancellationToken cancellationToken)
    {
        var type = Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } known ? known : "dumb";
        var command = new SandboxCommand
        {
            Arguments = ["/bin/sh", "-c", Shell],
            Environment = _shellEnvironment.SetItem("TERM", type),
        };
        return sandbox.RunInteractivelyAsync(command, terminal, cancellationToken);
    }

    private Task<CommandResult> RunAsync(SandboxCommand command, IBuildLog log, CancellationToken cancellationToken)
    {
        // The verb of the packager, or the program that it runs.
        var name = command.Arguments switch
        {
            [_, "run", var program, ..] => program,
            [_, var verb, ..] => verb,
            var program => program[0],
        };
        return sandboxes.RunAsync(session, sandbox, command, name, log, cancellationToken);
    }

    private void ThrowIfFailed(string name, CommandResult result, string? cause)
    {
        if (result.LeftOverProcesses > 0)
        {
            session.Log.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{FileName.ToDisplay(name)} left {result.LeftOverProcesses} {(result.LeftOverProcesses == 1 ? "process" : "processes")} behind: killed"));
        }

        if (!result.Succeeded)
        {
            throw new CommandFailedException(name, result, diskPath, session.Workspace.DescribeExhaustion(), cause);
        }
    }

    /// <summary>For plans: a packager that makes none reports that as an error.</summary>
    private sealed class SilentLog : IBuildLog
    {
        public static SilentLog Instance { get; } = new();

        public void Write(ReadOnlySpan<byte> output)
        {
        }
    }
}
