using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Sessions;

/// <summary>Offers a person a shell where a build failed, before the build is cleaned up.</summary>
public interface IFailureShell
{
    /// <summary>Called once per failed build, while its sandbox still exists. Completes when the person is done.</summary>
    /// <param name="failure">The failure in one line; secrets are masked.</param>
    /// <param name="runShell">
    /// Runs a shell in the sandbox on the given terminal until the person ends it. Throws a
    /// <see cref="SandboxException"/> if the sandbox no longer exists.
    /// </param>
    /// <param name="cancellationToken">Ends the shell.</param>
    Task OpenAsync(
        string failure,
        Func<SandboxTerminal, CancellationToken, Task<CommandResult>> runShell,
        CancellationToken cancellationToken);
}
