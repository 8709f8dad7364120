using Imaginator.State.Builds;
using Imaginator.State.Fleet;

namespace Imaginator.State.Schedule;

/// <summary>
/// The schedule of automatic builds. Writes of a leader carry its term: those of a former leader throw
/// <see cref="StateFailure.NotLeader"/> and change nothing. Thread-safe. Members throw <see cref="StateException"/>.
/// </summary>
public interface IScheduleStore
{
    /// <summary>Reads the time of the next cycle, and the latest cycle.</summary>
    ValueTask<ScheduleState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Sets the time of the next cycle; null for none.</summary>
    ValueTask SetNextAsync(Term term, DateTimeOffset? at, CancellationToken cancellationToken);

    /// <summary>Begins a cycle and returns its number; null if a cycle runs.</summary>
    ValueTask<long?> BeginCycleAsync(Term term, IReadOnlyList<PlannedRebuild> plan, CancellationToken cancellationToken);

    /// <summary>Saves the state of one rebuild, and its build, null to keep the one that it has.</summary>
    ValueTask SetRebuildAsync(Term term, long cycle, StreamRebuild rebuild, BuildId? build, CancellationToken cancellationToken);

    /// <summary>Ends a cycle.</summary>
    ValueTask EndCycleAsync(Term term, long cycle, CancellationToken cancellationToken);

    /// <summary>Orders a cycle now. Any daemon can.</summary>
    ValueTask OrderAsync(CancellationToken cancellationToken);

    /// <summary>Takes all orders. True if one was waiting.</summary>
    ValueTask<bool> TakeOrdersAsync(Term term, CancellationToken cancellationToken);
}
