using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Sessions;

/// <summary>Offers a shell where a build fails, at most once per build. Not thread-safe.</summary>
/// <param name="shell">The shell; null if no shell is offered.</param>
/// <param name="stages">Describes the failure.</param>
internal sealed class FailurePoint(IFailureShell? shell, StageRunner stages)
{
    private bool _offered;

    /// <summary>Does some work in a sandbox. If it fails, the shell is offered before the failure is passed on.</summary>
    /// <param name="runShell">Runs a shell in the sandbox.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the shell.</param>
    public async Task<T> GuardAsync<T>(
        Func<SandboxTerminal, CancellationToken, Task<CommandResult>> runShell,
        Func<Task<T>> work,
        CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (shell is not null && !_offered && e is not OperationCanceledException)
        {
            _offered = true;
            await shell.OpenAsync(stages.Explain(e), runShell, cancellationToken);
            throw;
        }
    }
}
