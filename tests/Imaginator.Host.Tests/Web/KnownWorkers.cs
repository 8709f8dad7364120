using System.Collections.Immutable;
using Imaginator.Host.Workers;

namespace Imaginator.Host.Tests.Web;

/// <summary>Workers that are what the test says.</summary>
internal sealed class KnownWorkers : IWorkerAdministration
{
    public ImmutableArray<WorkerSnapshot> Current { get; set; } = [];

    public Task ReplaceIdleAsync(bool immediateGetNew, CancellationToken cancellationToken) => Task.CompletedTask;
}
