using System.Collections.Immutable;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Workers;

/// <summary>
/// The workers, and which build goes where: to the one that has least to do for its size, of those that are well; to this
/// machine where no worker is left. Thread-safe.
/// </summary>
/// <param name="list">The workers.</param>
/// <param name="placesHere">How many builds this machine runs at once where no worker is left.</param>
/// <param name="connect">Makes the client of a worker.</param>
/// <param name="logger">Gets what happens to workers.</param>
internal sealed class Workforce(
    WorkerList list, int placesHere, Func<WorkerDefinition, SrpcClient> connect, ILogger<Workforce> logger) : IAsyncDisposable
{
    /// <summary>How often a worker may fail to answer before its builds are given up.</summary>
    public const int MissesToGiveUp = 3;

    private readonly Lock _lock = new();
    private WorkerList _list = list;
    private ImmutableArray<Worker> _workers = [.. list.Workers.Select(definition => new Worker(definition, connect(definition)))];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _buildsHere;
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

    /// <summary>The same, to look at.</summary>
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

    /// <summary>Finds a place for a build; waits where all that are well are busy.</summary>
    /// <param name="tried">The names of workers that it must not be given to: they have been tried.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The place; to be disposed of when the build is over.</returns>
    /// <exception cref="ImaginatorException">No worker is left, and this machine does not build.</exception>
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

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A worker answered.</summary>
    public void ReportWell(Worker worker)
    {
        lock (_lock)
        {
            if (worker.Health == WorkerHealth.Lost)
            {
                WorkerLog.Back(logger, worker.Name, worker.Definition.Address);
            }

            (worker.Health, worker.Fault, worker.Misses) = (WorkerHealth.Well, null, 0);
            Announce();
        }
    }

    /// <summary>A worker could not be given a build, or has lost one: it gets none until it answers when it is asked.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="reason">Why, in one line.</param>
    public void ReportLost(Worker worker, string reason)
    {
        lock (_lock)
        {
            MarkLost(worker, reason);
        }
    }

    /// <summary>A worker does not answer. After some times its builds are given up: they are better done elsewhere.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="reason">Why, in one line.</param>
    public void ReportSilent(Worker worker, string reason)
    {
        CancellationTokenSource? givenUp = null;
        lock (_lock)
        {
            MarkLost(worker, reason);
            if (++worker.Misses == MissesToGiveUp && worker.Builds > 0)
            {
                WorkerLog.GivenUp(logger, worker.Name, worker.Builds);
                givenUp = worker.TakeGivenUp();
            }
        }

        givenUp?.Cancel();
        givenUp?.Dispose();
    }

    /// <summary>Whether a list is the one in force.</summary>
    public bool Has(WorkerList other)
    {
        lock (_lock)
        {
            return other.BuildHereWithoutWorkers == _list.BuildHereWithoutWorkers && other.Workers.SequenceEqual(_list.Workers);
        }
    }

    /// <summary>Puts another list in force. Workers that stay keep their builds and their health.</summary>
    /// <param name="next">The list.</param>
    /// <returns>Completes when idle connections have been closed, so that new builds connect anew.</returns>
    public async Task ReplaceAsync(WorkerList next)
    {
        ImmutableArray<Worker> idle;
        lock (_lock)
        {
            var before = _workers;
            _list = next;
            _workers = [.. next.Workers.Select(definition => Keep(before, definition) ?? new Worker(definition, connect(definition)))];
            foreach (var worker in before.Except(_workers))
            {
                worker.IsRetired = true;
            }

            idle = [.. before.Where(worker => worker.Builds == 0)];
            WorkerLog.Listed(logger, _workers.Length, next.Capacity);
            Announce();
        }

        foreach (var worker in idle)
        {
            await CloseAsync(worker);
        }
    }

    /// <inheritdoc/>
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
        Announce();
    }

    private static Worker? Keep(ImmutableArray<Worker> before, WorkerDefinition definition)
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
        if (free.MinBy(worker => ((double)worker.Builds / worker.Definition.MaximumBuilds, worker.LastGiven)) is { } best)
        {
            best.Builds++;
            best.LastGiven = ++_sequence;
            return new WorkerSlot(best, GiveBack);
        }

        if (left.Count > 0)
        {
            return null;
        }

        if (!_list.BuildHereWithoutWorkers)
        {
            throw new ImaginatorException($"no build worker can be used: {string.Join(", ", _workers.Select(Describe))}");
        }

        if (_buildsHere == placesHere)
        {
            return null;
        }

        _buildsHere++;
        return new WorkerSlot(null, GiveBack);
    }

    private static string Describe(Worker worker) => $"{worker.Name} ({worker.Fault ?? "it has been tried"})";

    private void GiveBack(Worker? worker)
    {
        var isDone = false;
        lock (_lock)
        {
            if (worker is null)
            {
                _buildsHere--;
            }
            else
            {
                worker.Builds--;
                isDone = worker is { IsRetired: true, Builds: 0 };
            }

            Announce();
        }

        if (isDone)
        {
            _ = worker!.DisposeAsync().AsTask();
        }
    }

    // All who wait look again; they are as many as builds, which are few.
    private void Announce()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
