using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>
/// The state of one build in the queue. Guarded by the lock of the queue, except where a member says otherwise.
/// </summary>
internal sealed class QueuedBuild(BuildId id, QueuedRequest request, long sequence, DateTimeOffset queuedAt, BuildOutput output)
{
    private readonly TaskCompletionSource<BuildOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _leftQueue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<BuildSubscriber> _subscribers = [];
    private Task _notifications = Task.CompletedTask;
    private int _urgency = UrgencyOf(request);

    public BuildId Id => id;

    public QueuedRequest Request => request;

    public string StreamName => request.StreamName;

    public BuildOutput Output => output;

    public BuildEventLog Events { get; } = new();

    /// <summary>Stops the build. Needs no lock.</summary>
    public CancellationTokenSource Cancellation { get; } = new();

    public Task<BuildOutcome> Completion => _completion.Task;

    /// <summary>Completes when the build starts, or ends without a start. Needs no lock.</summary>
    public Task LeftQueue => _leftQueue.Task;

    public BuildState State { get; private set; } = BuildState.Queued;

    /// <summary>Whether the build has one of the slots for running builds.</summary>
    public bool HasSlot { get; set; }

    /// <summary>The reason of the cancellation; null if the build is not cancelled.</summary>
    public string? CancelReason { get; set; }

    /// <summary>Whether the build adds its image under its name, or has done so: it can no longer be cancelled.</summary>
    public bool IsCommitting { get; set; }

    /// <summary>Whether the build is cancelled because the daemon stops.</summary>
    public bool IsInterrupted { get; set; }

    /// <summary>The build of the source image that this build waits for; null if it does not wait for one.</summary>
    public QueuedBuild? Source { get; set; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>
    /// Completes when the listeners know that the build has started; completed before the start. Set once, before the queue
    /// shows the build as running.
    /// </summary>
    public Task StartNotification { get; set; } = Task.CompletedTask;

    /// <summary>Completes when the listeners know the build. Set once, before the queue shows the build.</summary>
    public Task Announcement { get; set; } = Task.CompletedTask;

    public string? Worker { get; set; }

    /// <summary>The builds that wait for this one as their source image. Reading needs no lock.</summary>
    public ImmutableArray<QueuedBuild> Parents { get; private set; } = [];

    /// <summary>Whether the build still has a subscriber or a detached request.</summary>
    public bool IsWanted => request.IsDetached || Joined.Any(joined => joined.IsDetached) || _subscribers.Count > 0;

    /// <summary>Orders queued builds, the lowest first. A source image is as urgent as the build that needs it.</summary>
    public (int Urgency, long Sequence) Priority => (_urgency, sequence);

    /// <summary>The number of requests that joined the build.</summary>
    public int JoinCount => Joined.Length;

    private ImmutableArray<QueuedRequest> Joined { get; set; } = [];

    private DateTimeOffset? FinishedAt { get; set; }

    private BuildStage? Stage { get; set; }

    private DateTimeOffset? StageStartedAt { get; set; }

    public BuildSubscriber AddSubscriber(QueuedRequest wanted, QueuedBuild? parent)
    {
        var subscriber = new BuildSubscriber(this, wanted, parent);
        _subscribers.Add(subscriber);
        UpdateParents();
        return subscriber;
    }

    public void Join(QueuedRequest wanted) => Joined = Joined.Add(wanted);

    /// <summary>Removes a subscriber; false if it was removed before.</summary>
    public bool RemoveSubscriber(BuildSubscriber subscriber)
    {
        var isRemoved = _subscribers.Remove(subscriber);
        UpdateParents();
        return isRemoved;
    }

    public void Start(DateTimeOffset now)
    {
        State = BuildState.Running;
        StartedAt = now;
        _leftQueue.TrySetResult();
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
        _leftQueue.TrySetResult();
    }

    /// <summary>Notifies listeners after all earlier notifications about this build.</summary>
    public Task Notify(Action notify) =>
        _notifications = _notifications.ContinueWith(
            _ => notify(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Completes <see cref="Completion"/>. Needs no lock.</summary>
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
        IsCommitting = IsCommitting,
        Worker = Worker,
        Joined = Joined,
        Output = output,
    };

    private static int UrgencyOf(QueuedRequest wanted) => wanted.Reason == BuildReason.Request ? 0 : 1;

    private void UpdateParents()
    {
        Parents = [.. _subscribers.Select(subscriber => subscriber.Parent).OfType<QueuedBuild>()];
        UpdateUrgency();
    }

    private void UpdateUrgency()
    {
        var own = request.IsDetached || _subscribers.Count == 0 ? UrgencyOf(request) : int.MaxValue;
        var urgency = _subscribers.Select(subscriber => subscriber.Parent?._urgency ?? UrgencyOf(subscriber.Request)).Append(own).Min();
        if (urgency != _urgency)
        {
            _urgency = urgency;
            Source?.UpdateUrgency();
        }
    }
}
