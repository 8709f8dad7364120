using Imaginator.Building.Events;
using Imaginator.Host.Queue.Journal;
using Imaginator.Host.Queue.Output;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Queue.Scheduling;
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
///   -> 3 waits       until its stream, a place and room are free     (Places, SpaceWatch)
///   -> 4 runs        by the runner                                   (BuildRun, BuildEnd)
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
    private readonly SpaceWatch _space;
    private readonly TimeProvider _time;
    private readonly ILogger<BuildQueue> _logger;
    private readonly QueueJournal _journal;
    private readonly BuildPauses _pauses;
    private readonly BuildTable _builds = new();
    private readonly Places _places;
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
        QueueOptions options, IBuildRunner runner, BuildListeners listeners, SpaceWatch space, TimeProvider time,
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
        _places = new Places(options.MaximumConcurrentBuilds);
        _space.RoomAgain += WhenThereIsRoom;
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
                    Obstacle = Obstacle,
                };
            }
        }
    }

    /// <summary>Why nothing starts; null if things do.</summary>
    private string? Obstacle => _isStopping ? Stopping : _space.Shortage;

    public IBuildTicket Submit(BuildOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        lock (_lock)
        {
            _pauses.Check(order);
            return SubmitLocked(order, parent: null);
        }
    }

    public BuildSnapshot? Find(BuildId id)
    {
        lock (_lock)
        {
            return _builds.Find(id) is { } build ? ToSnapshot(build) : null;
        }
    }

    public Task WhenStartIsKnownAsync(BuildId id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _builds.Find(id) is { } build ? build.StartIsKnown.WaitAsync(cancellationToken) : Task.CompletedTask;
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
                QueueLog.Interrupted(_logger, build.Id, build.Order.StreamName);
                if (Recovery.OrderAgain(build, _pauses.AutoBuildsUntil is not null) is { } order)
                {
                    using var ticket = SubmitLocked(order, parent: null);
                    again = ticket.Id;
                    QueueLog.Retried(_logger, ticket.Id, order.StreamName, build.Id);
                }

                // Only now: whenever the daemon dies, one of the two is written down.
                _journal.Finished(build.Id);
            }

            _listeners.Interrupted(build.Id, build.Order, again);
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
        _space.RoomAgain -= WhenThereIsRoom;
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
            build.Tell(() => _listeners.OnEvent(snapshot, buildEvent));
        }
    }

    private BuildTicket SubmitLocked(BuildOrder order, QueuedBuild? parent)
    {
        // 1: nothing new while stopping.
        if (_isStopping)
        {
            throw new BuildRefusedException(BuildRefusal.Stopping, $"{Stopping}: try again when it is back");
        }

        // 2: is it built already?
        var existing = _builds.FindJoinable(order.Request);
        var build = existing ?? Add(order);
        var share = build.AddShare(order, parent);
        build.Output.TryHold();
        if (existing is not null)
        {
            existing.Join(order);
            var snapshot = ToSnapshot(existing);
            QueueLog.Joined(_logger, build.Id, build.StreamName, order.Caller.DisplayName);
            build.Tell(() => _listeners.Joined(snapshot, order));
        }

        // 3: it waits for its turn, which may be now.
        StartWhatCan();
        return new BuildTicket(share, existing is not null, GiveBack);
    }

    private QueuedBuild Add(BuildOrder order)
    {
        _lastId = BuildId.CreateAfter(_lastId, _time);
        var build = new QueuedBuild(
            _lastId, order, _sequence++, _time.GetUtcNow(), new GrowingOutput(_options.Directory));
        _builds.Add(build);
        _journal.Queued(build.Id, order);
        var snapshot = ToSnapshot(build);
        QueueLog.Queued(_logger, build.Id, build.StreamName, order.Caller.DisplayName, order.Reason);
        build.Tell(() => _listeners.Queued(snapshot));
        return build;
    }

    private void GiveBack(BuildShare share)
    {
        lock (_lock)
        {
            if (share.Build.RemoveShare(share) && share.Build.State != BuildState.Finished && !share.Build.IsWanted)
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
            Finish(build, BuildEnd.OfCancelled(build));
        }
        else
        {
            // On another thread: who waits for the token must not run under the lock.
            _ = build.Cancellation.CancelAsync();
        }
    }

    private void WhenThereIsRoom()
    {
        lock (_lock)
        {
            StartWhatCan();
        }
    }

    /// <summary>Starts what is most urgent, for as long as there are places.</summary>
    private void StartWhatCan()
    {
        _places.Fill();
        while (_places.IsAnyFree && Obstacle is null && _builds.NextToStart() is { } next)
        {
            next.Start(_time.GetUtcNow());
            _builds.Start(next);
            _places.Take(next);
            _journal.Started(next.Id);
            var snapshot = ToSnapshot(next);
            next.StartIsKnown = next.Tell(() => _listeners.Started(snapshot));
            _ = Task.Run(() => RunAsync(next));
        }
    }

    private async Task RunAsync(QueuedBuild build)
    {
        // Listeners know of the build before its first output.
        await build.StartIsKnown;

        // 4: it runs.
        var outcome = await BuildEnd
            .OfAsync(build, _runner, new BuildRun(this, build, _listeners), _logger);
        if (outcome.Kind == BuildOutcomeKind.Failed)
        {
            // Perhaps the next one would fail for the same reason.
            _space.Look();
        }

        // 5: it is over.
        lock (_lock)
        {
            _places.Leave(build);
            Finish(build, outcome);
            StartWhatCan();
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
        build.Tell(() =>
        {
            _listeners.Finished(snapshot, outcome);
            build.Output.Release();
            build.Complete(outcome);
        });
    }

    private BuildSnapshot ToSnapshot(QueuedBuild build) => build.ToSnapshot(WaitsFor(build));

    private string? WaitsFor(QueuedBuild build) => build switch
    {
        { Source: { } source } => $"its source image {source.StreamName} (build {source.Id})",
        { State: BuildState.Running, HasPlace: false } => "a free place",
        { State: not BuildState.Queued } => null,
        _ when Obstacle is { } obstacle => obstacle,
        _ when _builds.RunningOf(build.StreamName) is { } other => $"another build of the stream ({other.Id})",
        _ => "a free place",
    };
}
