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

/// <summary>The queue. See <see cref="IBuildQueue"/> for what it promises.</summary>
/// <remarks>
/// The way of an order:
/// <code>
/// Submit
///   -> 1 refused?    disabled, stopping                              (BuildPauses)
///   -> 2 joins?      a build that does for both                      (BuildTable, BuildMatching)
///   -> 3 waits       until its stream, a place and room are free     (Places, SpaceMonitor)
///   -> 4 runs        by the runner                                   (BuildRun, BuildExecution)
///                    a source image is an order of its own, and frees the place meanwhile
///   -> 5 is over     listeners first, then those who wait
/// </code>
/// What waits and runs is written down as it happens (QueueJournal), and taken up by the next daemon (Recovery). One lock
/// guards everything; nothing is called under it but the clock and the journal.
/// </remarks>
internal sealed partial class BuildQueue : IBuildQueue, IHostedService, IDisposable
{
    private const string Stopping = "the daemon is stopping";

    private readonly Lock _lock = new();
    private readonly QueueOptions _options;
    private readonly IBuildRunner _runner;
    private readonly BuildListeners _listeners;
    private readonly SpaceMonitor _space;
    private readonly TimeProvider _time;
    private readonly ILogger<BuildQueue> _logger;
    private readonly QueueJournal _journal;
    private readonly BuildPauses _pauses;
    private readonly BuildTable _builds = new();
    private readonly BuildSlots _slots;
    private BuildId _lastId;
    private long _sequence;
    private bool _isStopping;

    /// <summary>Creates the queue. It takes orders at once; what the last daemon has left it takes up when it is started.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="runner">Runs builds.</param>
    /// <param name="listeners">Are told what happens.</param>
    /// <param name="space">Says whether there is room for builds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where messages go.</param>
    /// <exception cref="ImaginatorException">Another daemon uses the same directory, or it cannot be used.</exception>
    public BuildQueue(
        QueueOptions options, IBuildRunner runner, BuildListeners listeners, SpaceMonitor space, TimeProvider time,
        ILogger<BuildQueue> logger)
    {
        _options = options;
        _runner = runner;
        _listeners = listeners;
        _space = space;
        _time = time;
        _logger = logger;
        _journal = QueueJournal.Open(options.Directory, logger);
        _pauses = new BuildPauses(time, options);
        _pauses.Restore(_journal.Pauses?.RequestsUntil, _journal.Pauses?.AutoBuildsUntil);
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
                    Queued = [.. _builds.Queued.Select(ToSnapshot)],
                    MaximumConcurrentBuilds = _options.MaximumConcurrentBuilds,
                    BuildRequestsDisabledUntil = _pauses.RequestsUntil,
                    AutoBuildsDisabledUntil = _pauses.AutoBuildsUntil,
                    BlockedReason = BlockedReason,
                };
            }
        }
    }

    /// <summary>Why nothing starts; null if things do.</summary>
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
            return _builds.Find(id) is { } build ? ToSnapshot(build) : null;
        }
    }

    public Task WaitForStartNotificationAsync(BuildId id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _builds.Find(id) is { } build ? build.StartNotification.WaitAsync(cancellationToken) : Task.CompletedTask;
        }
    }

    public bool Cancel(BuildId id, Caller by)
    {
        ArgumentNullException.ThrowIfNull(by);
        lock (_lock)
        {
            if (_builds.Find(id) is not { } build)
            {
                return false;
            }

            CancelLocked(build, $"cancelled by {by.DisplayName}");
            return true;
        }
    }

    public DateTimeOffset? DisableBuildRequests(TimeSpan duration)
    {
        lock (_lock)
        {
            var until = _pauses.DisableRequests(duration);
            _journal.Paused(_pauses.RequestsUntil, _pauses.AutoBuildsUntil);
            return until;
        }
    }

    public DateTimeOffset? DisableAutoBuilds(TimeSpan duration)
    {
        lock (_lock)
        {
            var until = _pauses.DisableAutoBuilds(duration);
            _journal.Paused(_pauses.RequestsUntil, _pauses.AutoBuildsUntil);
            return until;
        }
    }

    /// <summary>Takes up what the last daemon has left.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var build in _journal.Unfinished)
        {
            BuildId? again = null;
            lock (_lock)
            {
                QueueLog.Interrupted(_logger, build.Id, build.Request.StreamName);
                if (RetryPolicy.CreateRetry(build, _pauses.AutoBuildsUntil is not null) is { } request)
                {
                    using var ticket = SubmitLocked(request, parent: null);
                    again = ticket.Id;
                    QueueLog.Retried(_logger, ticket.Id, request.StreamName, build.Id);
                }

                // Only now: whenever the daemon dies, one of the two is written down.
                _journal.Finished(build.Id);
            }

            _listeners.Interrupted(build.Id, build.Request, again);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Starts nothing more, cancels what runs, and waits until it has cleaned up. Safe to be called more than once.
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
                build.IsInterrupted = true;
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
                    build.EnterStage(started.Stage, _time.GetUtcNow());
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
            throw new BuildRefusedException(BuildRefusal.Stopping, $"{Stopping}: try again when it is back");
        }

        // 2: is it built already?
        var existing = _builds.FindJoinable(request.BuildRequest);
        var build = existing ?? Add(request);
        var share = build.AddSubscriber(request, parent);
        build.Output.TryAddReference();
        if (existing is not null)
        {
            existing.Join(request);
            var snapshot = ToSnapshot(existing);
            QueueLog.Joined(_logger, build.Id, build.StreamName, request.Caller.DisplayName);
            build.Notify(() => _listeners.Joined(snapshot, request));
        }

        // 3: it waits for its turn, which may be now.
        StartReadyBuilds();
        return new BuildSubscription(share, existing is not null, Unsubscribe);
    }

    private QueuedBuild Add(QueuedRequest request)
    {
        _lastId = BuildId.CreateAfter(_lastId, _time);
        var build = new QueuedBuild(
            _lastId, request, _sequence++, _time.GetUtcNow(), new BuildOutput(_options.Directory));
        _builds.Add(build);
        _journal.Queued(build.Id, request);
        var snapshot = ToSnapshot(build);
        QueueLog.Queued(_logger, build.Id, build.StreamName, request.Caller.DisplayName, request.Reason);
        build.Notify(() => _listeners.Queued(snapshot));
        return build;
    }

    private void Unsubscribe(BuildSubscriber share)
    {
        lock (_lock)
        {
            if (share.Build.RemoveSubscriber(share) && share.Build.State != BuildState.Finished && !share.Build.IsWanted)
            {
                CancelLocked(share.Build, "nobody waits for it any more");
            }
        }
    }

    private void CancelLocked(QueuedBuild build, string reason)
    {
        if (build.CancelReason is not null || build.State == BuildState.Finished)
        {
            return;
        }

        build.CancelReason = reason;
        QueueLog.Cancelled(_logger, build.Id, build.StreamName, reason);
        if (build.State == BuildState.Queued)
        {
            Finish(build, BuildExecution.CancelledOutcome(build));
        }
        else
        {
            // On another thread: who waits for the token must not run under the lock.
            _ = build.Cancellation.CancelAsync();
        }
    }

    private void OnSpaceAvailable()
    {
        lock (_lock)
        {
            StartReadyBuilds();
        }
    }

    /// <summary>Starts what is most urgent, for as long as there are places.</summary>
    private void StartReadyBuilds()
    {
        _slots.FillReturning();
        while (_slots.IsAnyFree && BlockedReason is null && _builds.NextToStart() is { } next)
        {
            next.Start(_time.GetUtcNow());
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
        // Listeners know of the build before its first output.
        await build.StartNotification;

        // 4: it runs.
        var outcome = await BuildExecution
            .RunAsync(build, _runner, new BuildRun(this, build, _listeners), _logger);
        if (outcome.Kind == BuildOutcomeKind.Failed)
        {
            // Perhaps the next one would fail for the same reason.
            _space.Check();
        }

        // 5: it is over.
        lock (_lock)
        {
            _slots.Release(build);
            Finish(build, outcome);
            StartReadyBuilds();
        }
    }

    private void Finish(QueuedBuild build, BuildOutcome outcome)
    {
        build.Finish(_time.GetUtcNow());
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
        { State: BuildState.Running, HasSlot: false } => "a free place",
        { State: not BuildState.Queued } => null,
        _ when BlockedReason is { } obstacle => obstacle,
        _ when _builds.RunningOf(build.StreamName) is { } other => $"another build of the stream ({other.Id})",
        _ => "a free place",
    };
}
