using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sessions;
using Imaginator.Files;
using Imaginator.Logging;

namespace Imaginator.Building.Stages.Commands;

/// <summary>
/// A sandbox whose root is the tree of an image. Commands run through the image's <c>/bin/generic-packager</c>; a command that
/// fails throws an <see cref="ImaginatorException"/> that names the cause.
/// </summary>
internal sealed class ImageSandbox(BuildSandboxes sandboxes, ISandbox sandbox, string diskPath, BuildSession session)
    : IAsyncDisposable
{
    // A better shell if the image has one.
    private const string Shell = "command -v bash >/dev/null && exec bash -i; exec sh -i";

    private ImmutableSortedDictionary<string, string> _shellEnvironment = CommandEnvironment.Basic();

    /// <summary>Runs a verb of the generic packager.</summary>
    /// <param name="name">The name of the command in error messages: a script's path, <c>install</c>.</param>
    /// <param name="arguments">The verb and its arguments.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="cancellationToken">Stops the command and every process that it started.</param>
    public Task RunAsync(
        string name,
        ImmutableArray<string> arguments,
        ImmutableSortedDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        _shellEnvironment = environment;
        session.Log.WriteLine($"$ {GenericPackager.Path} {FileName.ToDisplay(string.Join(' ', arguments))}");
        var command = new SandboxCommand { Arguments = [GenericPackager.Path, .. arguments], Environment = environment };
        return GuardAsync(
            async () =>
            {
                ThrowIfFailed(name, await RunAsync(command, session.Log, cancellationToken));
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
        ThrowIfFailed(verb, result);
        return result.Output;
    }

    /// <summary>Asks the packager for its plan: the effect of upgrading the image and of installing some packages.</summary>
    /// <returns>The plan, equal for equal effects; null if the packager of the image makes no plans.</returns>
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
            return null;
        }

        return result.Output;
    }

    /// <summary>Runs a test of the image with a time limit.</summary>
    public Task<CommandResult> RunTestAsync(
        string path, TimeSpan timeout, IBuildLog log, CancellationToken cancellationToken)
    {
        var command = new SandboxCommand
        {
            Arguments = [GenericPackager.Path, "run", path],
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
    public Task UnmountAsync(bool keepDevices, CancellationToken cancellationToken) =>
        sandbox.UnmountAsync(keepDevices, cancellationToken);

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

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
        var name = command.Arguments is [_, "run", var program, ..] ? program : command.Arguments[1];
        return sandboxes.RunAsync(session, sandbox, command, name, log, cancellationToken);
    }

    private void ThrowIfFailed(string name, CommandResult result)
    {
        if (result.LeftOverProcesses > 0)
        {
            session.Log.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{FileName.ToDisplay(name)} left {result.LeftOverProcesses} {(result.LeftOverProcesses == 1 ? "process" : "processes")} behind: killed"));
        }

        if (!result.Succeeded)
        {
            throw new CommandFailedException(name, result, diskPath);
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
