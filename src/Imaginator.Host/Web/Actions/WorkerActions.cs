using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Workers;

namespace Imaginator.Host.Web.Actions;

/// <summary>Actions on workers. Without workers, <paramref name="workers"/> is null.</summary>
internal sealed class WorkerActions(IWorkerAdministration? workers = null)
{
    /// <summary>Reads the list of workers again, and closes idle connections. With the input <c>true</c>, connects to all workers.</summary>
    public WebAction ReplaceIdle => new(AuditActions.ReplaceIdleSlaves, "Imaginator.ReplaceIdleSlaves", ReplaceIdleAsync);

    private async Task<ActionResult> ReplaceIdleAsync(Caller caller, string input, CancellationToken cancellationToken)
    {
        if (input.Length > 0 && !bool.TryParse(input, out _))
        {
            return new ActionResult(ActionResultKind.Malformed, $"invalid value \"{input}\" of parameter \"connect\"; give true or false");
        }

        if (workers is null)
        {
            return new ActionResult(ActionResultKind.Refused, "the daemon has no workers: -slaveDriverConfigurationFile is not given");
        }

        await workers.ReplaceIdleAsync(bool.TryParse(input, out var connect) && connect, cancellationToken);
        return ActionResult.Done("replaced");
    }
}
