using Imaginator.Building.Sandboxing.Gaps;
using Imaginator.Logging;

namespace Imaginator.Building.Sandboxing;

/// <summary>
/// A root in which commands run, apart from the host and from other sandboxes. Disposing kills everything in it within
/// two seconds and leaves no mount behind.
/// </summary>
/// <remarks>Thread-safe; commands may run at the same time.</remarks>
internal interface ISandbox : IAsyncDisposable
{
    /// <summary>The protections that this sandbox does not have; usually empty.</summary>
    IReadOnlyList<ContainmentGap> Gaps { get; }

    /// <summary>Runs a command.</summary>
    /// <param name="cancellationToken">
    /// Ends the command: SIGTERM, one second later SIGKILL. When the call has returned, it is gone.
    /// </param>
    /// <returns>The end of the command; a failed start is a result too.</returns>
    /// <exception cref="SandboxException">The sandbox itself broke, or has ended.</exception>
    Task<CommandResult> RunAsync(SandboxCommand command, IBuildLog log, CancellationToken cancellationToken);

    /// <summary>Runs a command for a person: its input and output are a separate terminal.</summary>
    /// <param name="command">The command, usually a shell. Its output is not limited.</param>
    /// <param name="cancellationToken">Ends the command, as for <see cref="RunAsync"/>.</param>
    /// <exception cref="SandboxException">The sandbox itself broke, or has ended.</exception>
    Task<CommandResult> RunInteractivelyAsync(
        SandboxCommand command, SandboxTerminal terminal, CancellationToken cancellationToken);

    /// <summary>
    /// Unmounts everything below the root, and removes the mount points that were made. Only while no command runs.
    /// </summary>
    /// <param name="keepDevices">
    /// Whether <c>/dev</c> stays: commands that run afterwards need <c>/dev/null</c>. False before the tree is scanned.
    /// </param>
    /// <exception cref="SandboxException">Unmounting failed.</exception>
    Task UnmountAsync(bool keepDevices, CancellationToken cancellationToken);
}
