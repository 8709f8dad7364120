using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>
/// The state of one build in the queue. Everything is guarded by the queue's lock, except where it says otherwise.
/// </summary>
internal sealed class QueuedBuild(BuildId id, QueuedRequest request, long sequence, DateTimeOffset queuedAt, BuildOutput output)
{
    private readonly TaskCompletionSource<BuildOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<BuildSubscriber> _subscribers = [];
    private Task _notifications = Task.CompletedTask;
    private int _urgency = UrgencyOf(request);

    public BuildId Id => id;

    public QueuedRequest Request => request;

    public string StreamName => request.StreamName;

    public BuildOutput Output => output;

    public BuildEventLog Events { get; } = new();

    /// <summary>Stops the build. May be used without the lock.</summary>
    public CancellationTokenSource Cancellation { get; } = new();

    public Task<BuildOutcome> Completion => _completion.Task;

    public BuildState State { get; private set; } = BuildState.Queued;

    /// <summary>Whether it counts against the number of builds that may run at once.</summary>
    public bool HasSlot { get; set; }

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
    public Task StartNotification { get; set; } = Task.CompletedTask;

    public string? Worker { get; set; }

    /// <summary>The builds that wait for this one; may be read without the lock.</summary>
    public ImmutableArray<QueuedBuild> Parents { get; private set; } = [];

    /// <summary>Whether anybody still wants it.</summary>
    public bool IsWanted => request.IsDetached || Joined.Any(joined => joined.IsDetached) || _subscribers.Count > 0;

    /// <summary>What decides between builds that wait: less comes first. A source image is as urgent as who needs it.</summary>
    public (int Urgency, long Sequence) Priority => (_urgency, sequence);

    private ImmutableArray<QueuedRequest> Joined { get; set; } = [];

    private DateTimeOffset? FinishedAt { get; set; }

    private BuildStage? Stage { get; set; }

    private DateTimeOffset? StageStartedAt { get; set; }

    public BuildSubscriber AddSubscriber(QueuedRequest wanted, QueuedBuild? parent)
    {
        var share = new BuildSubscriber(this, wanted, parent);
        _subscribers.Add(share);
        UpdateParents();
        return share;
    }

    public void Join(QueuedRequest wanted) => Joined = Joined.Add(wanted);

    /// <summary>Takes a share away.</summary>
    /// <returns>Whether it was one.</returns>
    public bool RemoveSubscriber(BuildSubscriber share)
    {
        var isRemoved = _subscribers.Remove(share);
        UpdateParents();
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
    public Task Notify(Action tell) =>
        _notifications = _notifications.ContinueWith(
            _ => tell(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Lets those who wait go on. Needs no lock.</summary>
    public void Complete(BuildOutcome outcome) => _completion.SetResult(outcome);

    public BuildSnapshot ToSnapshot(string? blockedReason) => new()
    {
        Id = id,
        Request = request,
        State = State,
        QueuedAt = queuedAt,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Stage = Stage,
        StageStartedAt = StageStartedAt,
        BlockedReason = blockedReason,
        Worker = Worker,
        Joined = Joined,
        Output = output,
    };

    private static int UrgencyOf(QueuedRequest wanted) => wanted.Reason == BuildReason.Request ? 0 : 1;

    private void UpdateParents()
    {
        Parents = [.. _subscribers.Select(share => share.Parent).OfType<QueuedBuild>()];
        UpdateUrgency();
    }

    private void UpdateUrgency()
    {
        var own = request.IsDetached || _subscribers.Count == 0 ? UrgencyOf(request) : int.MaxValue;
        var urgency = _subscribers.Select(share => share.Parent?._urgency ?? UrgencyOf(share.Request)).Append(own).Min();
        if (urgency != _urgency)
        {
            _urgency = urgency;
            Source?.UpdateUrgency();
        }
    }
}
