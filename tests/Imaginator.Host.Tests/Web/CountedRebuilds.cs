using Imaginator.Host.Schedule;

namespace Imaginator.Host.Tests.Web;

/// <summary>Automatic rebuilds that are counted, and run one cycle only.</summary>
internal sealed class CountedRebuilds : IAutoRebuilds
{
    public int Started { get; private set; }

    public RebuildStatus Status { get; set; } = new(null, null);

    public Task StartAsync(bool waitToStart, bool waitForComplete, CancellationToken cancellationToken) =>
        ++Started == 1 ? Task.CompletedTask : throw new ImaginatorException("auto build busy");
}
