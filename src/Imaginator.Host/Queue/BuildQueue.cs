using Imaginator.Building.Events;
using Imaginator.Host.Queue.Journal;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Queue.Scheduling;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Queue.Space;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue;

/// <summary>The queue. See <see cref="IBuildQueue"/> for its promises.</summary>
/// <remarks>
/// The way of a request:
/// <code>
/// Submit
///   -> 1 refused?    disabled, stopping                               (BuildPauses)
///   -> 2 joins?      a build that satisfies both requests             (BuildTable, BuildMatching)
///   -> 3 waits       for its stream, a slot and disk space            (BuildSlots, SpaceMonitor)
///   -> 4 runs        in the runner                                    (BuildRun, BuildExecution)
///                    a source image is a separate request; its build releases the slot
///                    can be cancelled until it commits its image      (BuildQueue.Cancellation)
///   -> 5 ends        listeners first, then subscribers
/// </code>
/// The journal records every change (QueueJournal), and the next daemon retries interrupted builds (RetryPolicy). One lock
/// guards everything; only the clock and the journal are called under it.
/// </remarks>
internal sealed partial class BuildQueue : IBuildQueue, IHostedService, IDisposable
{
    // The driver of a worker recognizes these words.
    private const string Stopping = "the daemon is stopping";

    private readonly Lock _lock = new();
    private readonly QueueOptions _options;
    private readonly IBuildRunner _runner;
    private readonly BuildListeners _listeners;
    private readonly SpaceMonitor _space;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<BuildQueue> _logger;
    private readonly QueueJournal _journal;
    private readonly BuildPauses _pauses;
    private readonly BuildTable _builds = new();
    private readonly BuildSlots _slots;
    private BuildId _lastId;
    private long _sequence;
    private bool _isStopping;

    /// <summary>Creates the queue, which accepts requests at once. The start retries the builds of the previous daemon.</summary>
    /// <exception cref="ImaginatorException">Another daemon uses the directory, or the directory cannot be used.</exception>
    public BuildQueue(
        QueueOptions options, IBuildRunner runner, BuildListeners listeners, SpaceMonitor space, TimeProvider timeProvider,
        ILogger<BuildQueue> logger)
    {
        _options = options;
        _runner = runner;
        _listeners = listeners;
        _space = space;
        _timeProvider = timeProvider;
        _logger = logger;
        _journal = QueueJournal.Open(options.Directory, timeProvider, logger);
        _pauses = new BuildPauses(timeProvider, options.MaximumRequestPause, options.MaximumAutoBuildPause);
        _pauses.Restore(_journal.Pauses);
        _slots = new BuildSlots(options.MaximumConcurrentBuilds);
        _space.SpaceAvailable += OnSpaceAvailable;
    }

    public QueueSnapshot Current
    {
        get
        {
            lock (_lock)
            {
                return new QueueSnapshot
                {
                    Running = [.. _builds.Running.Select(ToSnapshot)],
                    Queued = [.. _builds.Queued.Select((build, index) => ToSnapshot(build) with { Position = index + 1 })],
                    MaximumConcurrentBuilds = _options.MaximumConcurrentBuilds,
                    BuildRequestsDisabledUntil = _pauses.RequestsUntil,
                    AutoBuildsDisabledUntil = _pauses.AutoBuildsUntil,
                    HasAutoBuilds = _options.HasAutoBuilds,
                    BlockedReason = BlockedReason,
                };
            }
        }
    }

    /// <summary>The reason why no build starts; null if builds start.</summary>
    private string? BlockedReason => _isStopping ? Stopping : _space.Shortage;

    public IBuildSubscription Submit(QueuedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_lock)
        {
            _pauses.Check(request);
            return SubmitLocked(request, parent: null);
        }
    }

    public BuildSnapshot? Find(BuildId id)
    {
        lock (_lock)
        {
            return _builds.Find(id) is { } build ? ToSnapshot(build) with { Position = _builds.PositionOf(build) } : null;
        }
    }

    public Task WaitForStartNotificationAsync(BuildId id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _builds.Find(id) is { } build ? build.StartNotification.WaitAsync(cancellationToken) : Task.CompletedTask;
        }
    }

    public async Task WaitWhileQueuedAsync(BuildId id, CancellationToken cancellationToken)
    {
        Task left;
        lock (_lock)
        {
            left = _builds.Find(id)?.LeftQueue ?? Task.CompletedTask;
        }

        await left.WaitAsync(cancellationToken);
        await WaitForStartNotificationAsync(id, cancellationToken);
    }

    public DateTimeOffset? DisableBuildRequests(TimeSpan duration)
    {
        lock (_lock)
        {
            var until = _pauses.DisableRequests(duration);
            _journal.Paused(_pauses.ToJournal());
            return until;
        }
    }

    public DateTimeOffset? DisableAutoBuilds(TimeSpan duration)
    {
        lock (_lock)
        {
            var until = _pauses.DisableAutoBuilds(duration);
            _journal.Paused(_pauses.ToJournal());
            return until;
        }
    }

    /// <summary>Retries the builds that the previous daemon did not finish.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var build in _journal.Unfinished)
        {
            BuildId? retry = null;
            lock (_lock)
            {
                QueueLog.Interrupted(_logger, build.Id, build.Request.StreamName);
                if (RetryPolicy.CreateRetry(build, _pauses.AutoBuildsUntil is not null) is { } request)
                {
                    using var subscription = SubmitLocked(request, parent: null);
                    retry = subscription.Id;
                    QueueLog.Retried(_logger, subscription.Id, request.StreamName, build.Id);
                }

                // Only now: at every moment, the journal has one of the two builds.
                _journal.Finished(build.Id);
            }

            _listeners.Interrupted(build.Id, build.Request, retry);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Starts no more builds, cancels all builds, and waits until they have cleaned up. Can be called more than once.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        QueuedBuild[] builds;
        lock (_lock)
        {
            _isStopping = true;
            builds = [.. _builds.All];
            foreach (var build in builds)
            {
                // A build that a caller has cancelled stays cancelled.
                build.IsInterrupted |= build.CancelReason is null;
                CancelLocked(build, Stopping);
            }
        }

        await Task.WhenAll(builds.Select(build => build.Completion)).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _space.SpaceAvailable -= OnSpaceAvailable;
        lock (_lock)
        {
            _journal.Dispose();
        }
    }

    internal void Change(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }

    /// <summary>Reports an event of a build that runs to the listeners.</summary>
    internal void Report(QueuedBuild build, BuildEvent buildEvent)
    {
        lock (_lock)
        {
            switch (buildEvent)
            {
                case StageStarted started:
                    build.EnterStage(started.Stage, _timeProvider.GetUtcNow());
                    break;
                case StageFinished:
                    build.LeaveStage();
                    break;
            }

            var snapshot = ToSnapshot(build);
            build.Notify(() => _listeners.OnEvent(snapshot, buildEvent));
        }
    }

    private BuildSubscription SubmitLocked(QueuedRequest request, QueuedBuild? parent)
    {
        // 1: nothing new while stopping.
        if (_isStopping)
        {
            throw new BuildRefusedException(BuildRefusal.Stopping, $"{Stopping}: try again when it has restarted");
        }

        // 2: does it join a build?
        var existing = _builds.FindJoinable(request.BuildRequest);
        if (parent is null)
        {
            QueueLimits.Check(request, existing, _builds, _options.MaximumQueuedBuilds);
        }

        var build = existing ?? Add(request);
        var subscriber = build.AddSubscriber(request, parent);
        build.Output.TryAddReference();
        if (existing is not null)
        {
            existing.Join(request);
            var snapshot = ToSnapshot(existing);
            QueueLog.Joined(_logger, build.Id, build.StreamName, request.Caller.DisplayName);
            build.Notify(() => _listeners.Joined(snapshot, request));
        }

        // 3: the build waits, and starts now if it can.
        StartReadyBuilds();
        return new BuildSubscription(subscriber, existing is not null, Unsubscribe);
    }

    private QueuedBuild Add(QueuedRequest request)
    {
        _lastId = BuildId.CreateAfter(_lastId, _timeProvider);
        var build = new QueuedBuild(
            _lastId, request, _sequence++, _timeProvider.GetUtcNow(), new BuildOutput(_options.Directory));
        _builds.Add(build);
        _journal.Queued(build.Id, request);
        var snapshot = ToSnapshot(build);
        QueueLog.Queued(_logger, build.Id, build.StreamName, request.Caller.DisplayName, request.Reason);
        build.Announcement = build.Notify(() => _listeners.Queued(snapshot));
        return build;
    }

    private void OnSpaceAvailable()
    {
        lock (_lock)
        {
            StartReadyBuilds();
        }
    }

    /// <summary>Starts the most urgent builds while slots are free.</summary>
    private void StartReadyBuilds()
    {
        _slots.FillReturning();
        while (_slots.IsAnyFree && BlockedReason is null && _builds.NextToStart() is { } next)
        {
            next.Start(_timeProvider.GetUtcNow());
            _builds.Start(next);
            _slots.Take(next);
            _journal.Started(next.Id);
            var snapshot = ToSnapshot(next);
            next.StartNotification = next.Notify(() => _listeners.Started(snapshot));
            _ = Task.Run(() => RunAsync(next));
        }
    }

    private async Task RunAsync(QueuedBuild build)
    {
        // Listeners know the build before its first output.
        await build.StartNotification;

        // 4: the build runs.
        var outcome = await BuildExecution
            .RunAsync(build, _runner, new BuildRun(this, build, _listeners), _logger);
        if (outcome.Kind == BuildOutcomeKind.Failed)
        {
            // The next build can fail for the same reason.
            _space.Check();
        }

        // 5: the build ends.
        lock (_lock)
        {
            _slots.Release(build);
            Finish(build, FinalOutcomeOf(build, outcome));
            StartReadyBuilds();
        }
    }

    private void Finish(QueuedBuild build, BuildOutcome outcome)
    {
        build.Finish(_timeProvider.GetUtcNow());
        _builds.Remove(build);
        if (outcome.Kind != BuildOutcomeKind.Interrupted)
        {
            _journal.Finished(build.Id);
        }

        var snapshot = ToSnapshot(build);
        build.Output.Complete();
        build.Events.Complete();
        build.Notify(() =>
        {
            _listeners.Finished(snapshot, outcome);
            build.Output.Release();
            build.Complete(outcome);
        });
    }

    private BuildSnapshot ToSnapshot(QueuedBuild build) => build.ToSnapshot(BlockedReasonOf(build));

    private string? BlockedReasonOf(QueuedBuild build) => build switch
    {
        { Source: { } source } => $"its source image {source.StreamName} (build {source.Id})",
        { State: BuildState.Running, HasSlot: false } => "a free slot",
        { State: not BuildState.Queued } => null,
        _ when BlockedReason is { } reason => reason,
        _ when _builds.RunningOf(build.StreamName) is { } other => $"another build of the stream ({other.Id})",
        _ => "a free slot",
    };
}
