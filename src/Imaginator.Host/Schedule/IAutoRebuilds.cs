namespace Imaginator.Host.Schedule;

/// <summary>The automatic rebuilds, for those who want one now. Thread-safe.</summary>
internal interface IAutoRebuilds
{
    /// <summary>How the rebuilds stand.</summary>
    RebuildStatus Status { get; }

    /// <summary>Starts a cycle: all streams that are rebuilt by themselves, once.</summary>
    /// <param name="waitToStart">Where a cycle runs already: wait for its end, instead of failing.</param>
    /// <param name="waitForComplete">Return when the cycle is over, not when it has started.</param>
    /// <param name="cancellationToken">Waits no longer. A cycle that has started goes on.</param>
    /// <returns>Completes when it has started, or is over.</returns>
    /// <exception cref="ImaginatorException">It cannot start now (<c>auto build busy</c>), or never.</exception>
    Task StartAsync(bool waitToStart, bool waitForComplete, CancellationToken cancellationToken);
}
