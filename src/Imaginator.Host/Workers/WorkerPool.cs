using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Host.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Workers;

/// <summary>Keeps the workers what their list says: it is read again when it is replaced, and when somebody asks for it.</summary>
/// <param name="path">The file of the list.</param>
/// <param name="workforce">The workers.</param>
/// <param name="watch">Connects to all of them.</param>
/// <param name="logger">Gets what is wrong with the list.</param>
internal sealed class WorkerPool(string path, Workforce workforce, WorkerWatch watch, ILogger<WorkerPool> logger) : IWorkerPool, IWatchedPart
{
    private readonly FileWatch _file = new(path);
    private string _lastFaults = "";

    public ImmutableArray<WorkerSnapshot> Current => workforce.Snapshots;

    public async Task ReplaceIdleAsync(bool immediateGetNew, CancellationToken cancellationToken)
    {
        var result = WorkerListReader.Read(path);
        await workforce.ReplaceAsync(result.Value ?? throw new ImaginatorException(
            $"the list of build workers cannot be used, the old one stays in force: {string.Join("; ", result.Faults)}"));
        if (immediateGetNew)
        {
            await watch.AskAllAsync(cancellationToken);
        }
    }

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!_file.Look())
        {
            return;
        }

        var result = WorkerListReader.Read(path);
        foreach (var warning in result.Faults.Where(fault => fault.Severity == FaultSeverity.Warning))
        {
            WorkerLog.ListWarning(logger, warning.ToString());
        }

        if (result.Value is { } list)
        {
            _lastFaults = "";
            if (!workforce.Has(list))
            {
                await workforce.ReplaceAsync(list);
            }

            return;
        }

        var faults = string.Join("; ", result.Faults);
        if (faults != _lastFaults)
        {
            _lastFaults = faults;
            WorkerLog.NotListed(logger, faults);
        }
    }
}
