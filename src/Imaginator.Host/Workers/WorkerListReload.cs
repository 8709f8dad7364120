using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Host.Configuration.Watching;
using Imaginator.Host.Workers.Lists;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Workers;

/// <summary>Keeps the worker pool in line with its list: reads the file again when it changes, and on request.</summary>
internal sealed class WorkerListReload(
    WorkerOptions options, WorkerPool pool, WorkerHealthChecks healthChecks, ILogger<WorkerListReload> logger)
    : IWorkerAdministration, IWatchedPart
{
    private readonly FileWatch _file = new(options.ListPath);
    private string _lastFaults = "";

    public ImmutableArray<WorkerSnapshot> Current => pool.Snapshots;

    public async Task ReplaceIdleAsync(bool immediateGetNew, CancellationToken cancellationToken)
    {
        var result = WorkerListReader.Read(options.ListPath);
        await pool.ReplaceAsync(result.Value ?? throw new ImaginatorException(
            $"the list of build workers is invalid; the previous list stays active: {string.Join("; ", result.Faults)}"));
        if (immediateGetNew)
        {
            await healthChecks.CheckAllAsync(cancellationToken);
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!_file.Check())
        {
            return;
        }

        var result = WorkerListReader.Read(options.ListPath);
        foreach (var warning in result.Faults.Where(fault => fault.Severity == FaultSeverity.Warning))
        {
            WorkerLog.ListWarning(logger, warning.ToString());
        }

        if (result.Value is { } list)
        {
            _lastFaults = "";
            if (!pool.IsActive(list))
            {
                await pool.ReplaceAsync(list);
            }

            return;
        }

        var faults = string.Join("; ", result.Faults);
        if (faults != _lastFaults)
        {
            _lastFaults = faults;
            WorkerLog.ListInvalid(logger, faults);
        }
    }
}
