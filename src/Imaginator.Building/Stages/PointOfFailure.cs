using Imaginator.Building.Builds;

namespace Imaginator.Building.Stages;

/// <summary>Offers a shell where a build has failed, if somebody wants one.</summary>
internal sealed class PointOfFailure(IFailureShell? shell)
{
    private bool _offered;

    /// <summary>Does some work in a sandbox; where it fails, the shell is offered first, once per build.</summary>
    /// <param name="session">The build.</param>
    /// <param name="sandbox">The sandbox that the shell is to run in.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the shell.</param>
    public async Task GuardAsync(
        BuildSession session, ImageSandbox sandbox, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (shell is not null && !_offered && e is not OperationCanceledException)
        {
            _offered = true;
            await shell.OpenAsync(session.Stages.Explain(e), sandbox.RunShellAsync, cancellationToken);
            throw;
        }
    }
}
