using System.Collections.Immutable;
using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue;

/// <summary>
/// The state of one build in the queue. Everything that can be set is guarded by the queue's lock, except where it says
/// otherwise.
/// </summary>
internal sealed class QueuedBuild(BuildId id, BuildOrder order, long sequence, DateTimeOffset queuedAt, GrowingOutput output)
{
    private readonly TaskCompletionSource<BuildOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<BuildShare> _shares = [];
    private Task _told = Task.CompletedTask;

    public BuildId Id => id;

    public BuildOrder Order => order;

    public string StreamName => order.StreamName;

    public GrowingOutput Output => output;

    public CancellationTokenSource Cancellation { get; } = new();

    public Task<BuildOutcome> Completion => _completion.Task;

    public BuildState State { get; set; } = BuildState.Queued;

    /// <summary>Whether it counts against the number of builds that may run at once.</summary>
    public bool HasPlace { get; set; }

    /// <summary>Why it is being cancelled; null if it is not.</summary>
    public string? CancelReason { get; set; }

    public bool IsInterrupted { get; set; }

    /// <summary>The build of its source image that it waits for; null if it does not.</summary>
    public QueuedBuild? Source { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public BuildStage? Stage { get; set; }

    public DateTimeOffset? StageStartedAt { get; set; }

    public string? Worker { get; set; }

    public ImmutableArray<BuildOrder> Joined { get; set; } = [];

    /// <summary>The builds that wait for this one; may be read without the lock.</summary>
    public ImmutableArray<QueuedBuild> Parents { get; private set; } = [];

    /// <summary>Whether anybody still wants it.</summary>
    public bool IsWanted => order.IsDetached || Joined.Any(joined => joined.IsDetached) || _shares.Count > 0;

    /// <summary>What decides between builds that wait: less comes first. A source image is as urgent as who needs it.</summary>
    public (int Urgency, long Sequence) Priority => (Urgency, sequence);

    private int Urgency => _shares
        .Select(share => share.Parent?.Urgency ?? UrgencyOf(share.Order))
        .Append(order.IsDetached || _shares.Count == 0 ? UrgencyOf(order) : int.MaxValue)
        .Min();

    public BuildShare AddShare(BuildOrder wanted, QueuedBuild? parent)
    {
        var share = new BuildShare(this, wanted, parent);
        _shares.Add(share);
        Parents = [.. _shares.Select(one => one.Parent).OfType<QueuedBuild>()];
        return share;
    }

    public bool RemoveShare(BuildShare share)
    {
        var isRemoved = _shares.Remove(share);
        Parents = [.. _shares.Select(one => one.Parent).OfType<QueuedBuild>()];
        return isRemoved;
    }

    /// <summary>Tells listeners something after everything that they were told of this build before.</summary>
    /// <returns>Completes when they have been told.</returns>
    public Task Tell(Action tell) =>
        _told = _told.ContinueWith(
            _ => tell(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    public void Complete(BuildOutcome outcome) => _completion.SetResult(outcome);

    public BuildSnapshot ToSnapshot(string? waitsFor) => new()
    {
        Id = id,
        Order = order,
        State = State,
        QueuedAt = queuedAt,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Stage = Stage,
        StageStartedAt = StageStartedAt,
        WaitsFor = waitsFor,
        Worker = Worker,
        Joined = Joined,
        Output = output,
    };

    private static int UrgencyOf(BuildOrder wanted) => wanted.Reason == BuildReason.Request ? 0 : 1;
}
