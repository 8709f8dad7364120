using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Builds;

/// <summary>Lets a person look around where a build has failed, before everything of it goes.</summary>
public interface IFailureShell
{
    /// <summary>Is called once per failed build, while its sandbox still stands.</summary>
    /// <param name="failure">What failed and why, in one line; secrets are masked.</param>
    /// <param name="runShell">
    /// Runs a shell in the sandbox on the terminal that it is given, until the person ends it. Throws a
    /// <see cref="SandboxException"/> if there is no sandbox any more.
    /// </param>
    /// <param name="cancellationToken">Ends the shell.</param>
    /// <returns>Completes when the person has seen enough.</returns>
    Task OpenAsync(
        string failure,
        Func<SandboxTerminal, CancellationToken, Task<CommandResult>> runShell,
        CancellationToken cancellationToken);
}
