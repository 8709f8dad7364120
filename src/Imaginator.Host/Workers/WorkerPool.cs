using System.Collections.Immutable;
using Imaginator.Building.Threading;
using Imaginator.Host.Workers.Lists;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Workers;

/// <summary>
/// The workers, and the choice of a worker for each build: the least busy one for its size, of those that are not lost; this
/// machine if no worker is left. Thread-safe.
/// </summary>
internal sealed class WorkerPool(
    WorkerOptions options, WorkerConnector connect, ILogger<WorkerPool> logger) : IAsyncDisposable
{
    /// <summary>The number of consecutive health checks after which the builds of an unresponsive worker are abandoned.</summary>
    public const int MaximumMisses = 3;

    private readonly Lock _lock = new();
    private readonly ChangeSignal _changed = new();
    private WorkerList _list = options.List;
    private ImmutableArray<Worker> _workers = [.. options.List.Workers.Select(definition => new Worker(definition, connect(definition)))];
    private int _localBuilds;
    private long _sequence;

    /// <summary>The workers now, in the order of the configuration.</summary>
    public ImmutableArray<Worker> Workers
    {
        get
        {
            lock (_lock)
            {
                return _workers;
            }
        }
    }

    /// <summary>The state of the workers now, in the order of the configuration.</summary>
    public ImmutableArray<WorkerSnapshot> Snapshots
    {
        get
        {
            lock (_lock)
            {
                return [.. _workers.Select(worker => worker.ToSnapshot())];
            }
        }
    }

    /// <summary>Completes when a worker or a slot becomes available, or anything else changes from now on.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Next;
            }
        }
    }

    /// <summary>
    /// Acquires a slot for a build, on a worker that is not among <paramref name="tried"/>. Waits while all such workers
    /// are busy. The caller must dispose of the slot when the build ends.
    /// </summary>
    /// <exception cref="ImaginatorException">No worker is left, and this machine must not build.</exception>
    public async Task<WorkerSlot> AcquireAsync(IReadOnlySet<string> tried, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (TryAcquire(tried) is { } slot)
                {
                    return slot;
                }

                changed = _changed.Next;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Marks a worker that answered as available.</summary>
    public void ReportHealthy(Worker worker)
    {
        lock (_lock)
        {
            if (worker.Health == WorkerHealth.Lost)
            {
                WorkerLog.Back(logger, worker.Name, worker.Definition.Address);
            }

            (worker.Health, worker.Fault, worker.Misses) = (WorkerHealth.Healthy, null, 0);
            _changed.Raise();
        }
    }

    /// <summary>Marks a worker that did not accept a build, or lost one: it gets no builds until it answers a health check.</summary>
    public void ReportLost(Worker worker, string reason)
    {
        lock (_lock)
        {
            MarkLost(worker, reason);
        }
    }

    /// <summary>
    /// Marks a worker that did not answer a health check. After <see cref="MaximumMisses"/> such checks its builds are
    /// abandoned, so that they run elsewhere.
    /// </summary>
    public void ReportUnresponsive(Worker worker, string reason)
    {
        CancellationTokenSource? abandoned = null;
        lock (_lock)
        {
            MarkLost(worker, reason);
            if (++worker.Misses == MaximumMisses && worker.Builds > 0)
            {
                WorkerLog.BuildsAbandoned(logger, worker.Name, worker.Builds);
                abandoned = worker.ReplaceBuildsAbandoned();
            }
        }

        abandoned?.Cancel();
        abandoned?.Dispose();
    }

    public bool IsActive(WorkerList other)
    {
        lock (_lock)
        {
            return other.BuildHereWithoutWorkers == _list.BuildHereWithoutWorkers && other.Workers.SequenceEqual(_list.Workers);
        }
    }

    /// <summary>
    /// Activates another list and closes idle connections. Workers that stay keep their builds and their health.
    /// </summary>
    public async Task ReplaceAsync(WorkerList next)
    {
        ImmutableArray<Worker> idle;
        lock (_lock)
        {
            var before = _workers;
            _list = next;
            _workers = [.. next.Workers.Select(definition => FindSame(before, definition) ?? new Worker(definition, connect(definition)))];
            foreach (var worker in before.Except(_workers))
            {
                worker.IsRetired = true;
            }

            idle = [.. before.Where(worker => worker.Builds == 0)];
            WorkerLog.Listed(logger, _workers.Length, next.Capacity);
            _changed.Raise();
        }

        foreach (var worker in idle)
        {
            await CloseAsync(worker);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in Workers)
        {
            await worker.DisposeAsync();
        }
    }

    private void MarkLost(Worker worker, string reason)
    {
        if (worker.Health != WorkerHealth.Lost)
        {
            WorkerLog.Lost(logger, worker.Name, worker.Definition.Address, reason);
        }

        (worker.Health, worker.Fault) = (WorkerHealth.Lost, reason);
        _changed.Raise();
    }

    private static Worker? FindSame(ImmutableArray<Worker> before, WorkerDefinition definition)
    {
        var same = before.FirstOrDefault(
            worker => worker.Name == definition.Name && worker.Definition.Address == definition.Address);
        if (same is not null)
        {
            same.Definition = definition;
        }

        return same;
    }

    private static ValueTask CloseAsync(Worker worker) =>
        worker.IsRetired ? worker.DisposeAsync() : worker.Client.CloseIdleAsync();

    private WorkerSlot? TryAcquire(IReadOnlySet<string> tried)
    {
        var left = _workers.Where(worker => worker.Health != WorkerHealth.Lost && !tried.Contains(worker.Name)).ToList();
        var free = left.Where(worker => worker.Builds < worker.Definition.MaximumBuilds);
        if (free.MinBy(worker => ((double)worker.Builds / worker.Definition.MaximumBuilds, worker.LastBuildSequence)) is { } best)
        {
            best.Builds++;
            best.LastBuildSequence = ++_sequence;
            return new WorkerSlot(best, Release);
        }

        if (left.Count > 0)
        {
            return null;
        }

        if (!_list.BuildHereWithoutWorkers)
        {
            throw new ImaginatorException($"no build worker is available: {string.Join(", ", _workers.Select(Describe))}");
        }

        if (_localBuilds == options.LocalSlots)
        {
            return null;
        }

        _localBuilds++;
        return new WorkerSlot(null, Release);
    }

    private static string Describe(Worker worker) => $"{worker.Name} ({worker.Fault ?? "tried already"})";

    private void Release(Worker? worker)
    {
        var isUnused = false;
        lock (_lock)
        {
            if (worker is null)
            {
                _localBuilds--;
            }
            else
            {
                worker.Builds--;
                isUnused = worker is { IsRetired: true, Builds: 0 };
            }

            _changed.Raise();
        }

        if (isUnused)
        {
            _ = worker!.DisposeAsync().AsTask();
        }
    }
}
