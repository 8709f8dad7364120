using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Output;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>
/// The state of one build in the queue. Everything is guarded by the queue's lock, except where it says otherwise.
/// </summary>
internal sealed class QueuedBuild(BuildId id, BuildOrder order, long sequence, DateTimeOffset queuedAt, GrowingOutput output)
{
    private readonly TaskCompletionSource<BuildOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<BuildShare> _shares = [];
    private Task _told = Task.CompletedTask;
    private int _urgency = UrgencyOf(order);

    public BuildId Id => id;

    public BuildOrder Order => order;

    public string StreamName => order.StreamName;

    public GrowingOutput Output => output;

    public BuildEventLog Events { get; } = new();

    /// <summary>Stops the build. May be used without the lock.</summary>
    public CancellationTokenSource Cancellation { get; } = new();

    public Task<BuildOutcome> Completion => _completion.Task;

    public BuildState State { get; private set; } = BuildState.Queued;

    /// <summary>Whether it counts against the number of builds that may run at once.</summary>
    public bool HasPlace { get; set; }

    /// <summary>Why it is being cancelled; null if it is not.</summary>
    public string? CancelReason { get; set; }

    /// <summary>Whether it is cancelled because the daemon stops.</summary>
    public bool IsInterrupted { get; set; }

    /// <summary>The build of its source image that it waits for; null if it does not.</summary>
    public QueuedBuild? Source { get; set; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>
    /// Completes when listeners know that it has started; before it does, there is nothing to wait for. Set once, before
    /// others than the queue can see that it runs.
    /// </summary>
    public Task StartIsKnown { get; set; } = Task.CompletedTask;

    public string? Worker { get; set; }

    /// <summary>The builds that wait for this one; may be read without the lock.</summary>
    public ImmutableArray<QueuedBuild> Parents { get; private set; } = [];

    /// <summary>Whether anybody still wants it.</summary>
    public bool IsWanted => order.IsDetached || Joined.Any(joined => joined.IsDetached) || _shares.Count > 0;

    /// <summary>What decides between builds that wait: less comes first. A source image is as urgent as who needs it.</summary>
    public (int Urgency, long Sequence) Priority => (_urgency, sequence);

    private ImmutableArray<BuildOrder> Joined { get; set; } = [];

    private DateTimeOffset? FinishedAt { get; set; }

    private BuildStage? Stage { get; set; }

    private DateTimeOffset? StageStartedAt { get; set; }

    public BuildShare AddShare(BuildOrder wanted, QueuedBuild? parent)
    {
        var share = new BuildShare(this, wanted, parent);
        _shares.Add(share);
        SharesHaveChanged();
        return share;
    }

    public void Join(BuildOrder wanted) => Joined = Joined.Add(wanted);

    /// <summary>Takes a share away.</summary>
    /// <returns>Whether it was one.</returns>
    public bool RemoveShare(BuildShare share)
    {
        var isRemoved = _shares.Remove(share);
        SharesHaveChanged();
        return isRemoved;
    }

    public void Start(DateTimeOffset now)
    {
        State = BuildState.Running;
        StartedAt = now;
    }

    public void EnterStage(BuildStage stage, DateTimeOffset now)
    {
        Stage = stage;
        StageStartedAt = now;
    }

    public void LeaveStage()
    {
        Stage = null;
        StageStartedAt = null;
    }

    public void Finish(DateTimeOffset now)
    {
        State = BuildState.Finished;
        FinishedAt = now;
    }

    /// <summary>Tells listeners something after everything that they were told of this build before.</summary>
    /// <returns>Completes when they have been told.</returns>
    public Task Tell(Action tell) =>
        _told = _told.ContinueWith(
            _ => tell(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Lets those who wait go on. Needs no lock.</summary>
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

    private void SharesHaveChanged()
    {
        Parents = [.. _shares.Select(share => share.Parent).OfType<QueuedBuild>()];
        UpdateUrgency();
    }

    private void UpdateUrgency()
    {
        var own = order.IsDetached || _shares.Count == 0 ? UrgencyOf(order) : int.MaxValue;
        var urgency = _shares.Select(share => share.Parent?._urgency ?? UrgencyOf(share.Order)).Append(own).Min();
        if (urgency != _urgency)
        {
            _urgency = urgency;
            Source?.UpdateUrgency();
        }
    }
}
