namespace Imaginator.Host.Schedule;

/// <summary>The automatic rebuilds. Thread-safe.</summary>
internal interface IAutoRebuilds
{
    RebuildStatus Status { get; }

    /// <summary>
    /// Starts a cycle, which rebuilds all streams of the schedule once. If a cycle is running, waits for its end or fails.
    /// Returns after the start or after the end of the cycle; cancellation ends the wait, and a started cycle continues.
    /// </summary>
    /// <exception cref="ImaginatorException">The cycle cannot start now (<c>auto build busy</c>), or rebuilds are disabled.</exception>
    Task StartAsync(bool waitToStart, bool waitForComplete, CancellationToken cancellationToken);
}
