using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue;

/// <summary>The queue. See <see cref="IBuildQueue"/> for what it promises.</summary>
/// <remarks>
/// The way of an order:
/// <code>
/// Submit
///   -> 1 refused?    disabled, stopping
///   -> 2 joins?      a build that does for both                      (BuildMatching)
///   -> 3 waits       until its stream and a place are free           (StartWhatCan)
///   -> 4 runs        by the runner; a source image is an order of its own, and frees the place meanwhile
///   -> 5 is over     listeners first, then those who wait
/// </code>
/// One lock guards everything; nothing is called under it but the clock.
/// </remarks>
internal sealed class BuildQueue : IBuildQueue, IHostedService
{
    private readonly Lock _lock = new();
    private readonly QueueOptions _options;
    private readonly IBuildRunner _runner;
    private readonly BuildListeners _listeners;
    private readonly TimeProvider _time;
    private readonly ILogger<BuildQueue> _logger;
    private readonly BuildPauses _pauses;

    // All builds that are not over, in the order of their submission.
    private readonly Dictionary<BuildId, QueuedBuild> _builds = [];
    private readonly Dictionary<string, QueuedBuild> _runningByStream = new(StringComparer.Ordinal);

    // Builds that have their source image and want their place back.
    private readonly Queue<(QueuedBuild Build, TaskCompletionSource Place)> _returning = new();
    private int _takenPlaces;
    private long _sequence;
    private bool _isStopping;

    public BuildQueue(
        QueueOptions options, IBuildRunner runner, BuildListeners listeners, TimeProvider time, ILogger<BuildQueue> logger)
    {
        _options = options;
        _runner = runner;
        _listeners = listeners;
        _time = time;
        _logger = logger;
        _pauses = new BuildPauses(time, options);
    }

    public QueueSnapshot Current
    {
        get
        {
            lock (_lock)
            {
                return new QueueSnapshot
                {
                    Running = [.. _builds.Values.Where(build => build.State == BuildState.Running).Select(ToSnapshot)],
                    Queued =
                    [
                        .. _builds.Values.Where(build => build.State == BuildState.Queued)
                            .OrderBy(build => build.Priority).Select(ToSnapshot),
                    ],
                    MaximumConcurrentBuilds = _options.MaximumConcurrentBuilds,
                    BuildRequestsDisabledUntil = _pauses.RequestsUntil,
                    AutoBuildsDisabledUntil = _pauses.AutoBuildsUntil,
                    Obstacle = Obstacle,
                };
            }
        }
    }

    /// <summary>Why nothing starts; null if things do.</summary>
    private string? Obstacle => _isStopping ? "the daemon is stopping" : null;

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
            return _builds.TryGetValue(id, out var build) ? ToSnapshot(build) : null;
        }
    }

    public bool Cancel(BuildId id, Caller by)
    {
        lock (_lock)
        {
            if (!_builds.TryGetValue(id, out var build))
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
            return _pauses.DisableRequests(duration);
        }
    }

    public DateTimeOffset? DisableAutoBuilds(TimeSpan duration)
    {
        lock (_lock)
        {
            return _pauses.DisableAutoBuilds(duration);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts nothing more, cancels what runs, and waits until it has cleaned up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        QueuedBuild[] builds;
        lock (_lock)
        {
            _isStopping = true;
            builds = [.. _builds.Values];
            foreach (var build in builds)
            {
                build.IsInterrupted = true;
                CancelLocked(build, "the daemon is stopping");
            }
        }

        await Task.WhenAll(builds.Select(build => build.Completion)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has a source image built for a build that runs. See <see cref="IBuildRun.BuildSourceAsync"/>.</summary>
    internal async Task<BuildResult> BuildSourceAsync(
        QueuedBuild parent, BuildRequest request, CancellationToken cancellationToken)
    {
        BuildTicket ticket;
        lock (_lock)
        {
            var order = new BuildOrder(request, BuildReason.SourceImage, parent.Order.Caller) { NeededBy = parent.Id };
            RefuseCycle(parent, order);
            ticket = SubmitLocked(order, parent);
            parent.Source = _builds[ticket.Id];
            LeavePlace(parent);
        }

        BuildOutcome outcome;
        try
        {
            using (ticket)
            {
                outcome = await ticket.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Change(() => parent.Source = null);
        }

        if (outcome.Result is not { } result)
        {
            throw new ImaginatorException($"the source image could not be built: {outcome.Error}");
        }

        await TakePlaceAgainAsync(parent, cancellationToken).ConfigureAwait(false);
        return result;
    }

    internal void Change(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }

    internal void EnterStage(QueuedBuild build, BuildStage stage)
    {
        lock (_lock)
        {
            build.Stage = stage;
            build.StageStartedAt = _time.GetUtcNow();
            var snapshot = ToSnapshot(build);
            build.Tell(() => _listeners.StageStarted(snapshot, stage));
        }
    }

    internal void LeaveStage(QueuedBuild build, BuildStage stage, TimeSpan elapsed, string? detail)
    {
        lock (_lock)
        {
            build.Stage = null;
            build.StageStartedAt = null;
            var snapshot = ToSnapshot(build);
            build.Tell(() => _listeners.StageFinished(snapshot, stage, elapsed, detail));
        }
    }

    private BuildTicket SubmitLocked(BuildOrder order, QueuedBuild? parent)
    {
        // 1: nothing new while stopping.
        if (_isStopping)
        {
            throw new BuildRefusedException(BuildRefusal.Stopping, "the daemon is stopping: try again when it is back");
        }

        // 2: is it built already?
        var existing = FindJoinable(order.Request);
        var build = existing ?? Add(order);
        var share = build.AddShare(order, parent);
        build.Output.TryHold();
        if (existing is not null)
        {
            existing.Joined = existing.Joined.Add(order);
            var snapshot = ToSnapshot(existing);
            QueueLog.Joined(_logger, build.Id, build.StreamName, order.Caller.DisplayName);
            build.Tell(() => _listeners.Joined(snapshot, order));
        }

        // 3: it waits for its turn, which may be now.
        StartWhatCan();
        return new BuildTicket(share, existing is not null, GiveBack);
    }

    private QueuedBuild? FindJoinable(BuildRequest wanted) =>
        _builds.Values.FirstOrDefault(build => build.CancelReason is null && build.Order.Request.Satisfies(wanted));

    private QueuedBuild Add(BuildOrder order)
    {
        var build = new QueuedBuild(
            BuildId.Create(_time), order, _sequence++, _time.GetUtcNow(), new GrowingOutput(_options.Directory));
        _builds.Add(build.Id, build);
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
            Finish(build, OutcomeOfCancelled(build));
        }
        else
        {
            // On another thread: who waits for the token must not run under the lock.
            _ = build.Cancellation.CancelAsync();
        }
    }

    /// <summary>Starts what is most urgent, for as long as there are places.</summary>
    private void StartWhatCan()
    {
        while (_takenPlaces < _options.MaximumConcurrentBuilds && _returning.TryDequeue(out var returning))
        {
            if (returning.Place.TrySetResult())
            {
                TakePlace(returning.Build);
            }
        }

        while (_takenPlaces < _options.MaximumConcurrentBuilds && Obstacle is null
            && _builds.Values.Where(CanStart).MinBy(build => build.Priority) is { } next)
        {
            next.State = BuildState.Running;
            next.StartedAt = _time.GetUtcNow();
            _runningByStream.Add(next.StreamName, next);
            TakePlace(next);
            var snapshot = ToSnapshot(next);
            var told = next.Tell(() => _listeners.Started(snapshot));
            _ = Task.Run(() => RunAsync(next, told));
        }
    }

    private bool CanStart(QueuedBuild build) =>
        build.State == BuildState.Queued && !_runningByStream.ContainsKey(build.StreamName);

    private async Task RunAsync(QueuedBuild build, Task told)
    {
        // Listeners know of the build before its first output.
        await told.ConfigureAwait(false);
        BuildOutcome outcome;
        try
        {
            // 4: it runs.
            var result = await _runner
                .RunAsync(new BuildRun(this, build, _listeners), build.Cancellation.Token).ConfigureAwait(false);
            outcome = BuildOutcome.Succeeded(result);
        }
        catch (OperationCanceledException) when (build.Cancellation.IsCancellationRequested)
        {
            outcome = OutcomeOfCancelled(build);
        }
        catch (SourceImageNeededException e)
        {
            outcome = new BuildOutcome(BuildOutcomeKind.NeedsSourceImage, e.Message) { SourceImageNeeded = e };
        }
        catch (ImaginatorException e)
        {
            // Whatever a cancelled build says in the end, it was cancelled.
            outcome = build.CancelReason is null
                ? new BuildOutcome(BuildOutcomeKind.Failed, e.Message)
                : OutcomeOfCancelled(build);
        }
        catch (Exception e)
        {
            // The one boundary around runners: a fault in one ends its build and nothing else.
            QueueLog.Faulted(_logger, build.Id, build.StreamName, e);
            outcome = new BuildOutcome(
                BuildOutcomeKind.Failed,
                $"{build.StreamName}: internal error: {e.GetType().Name}: {e.Message} (the daemon's log has the details)");
        }

        // 5: it is over.
        lock (_lock)
        {
            LeavePlace(build);
            _runningByStream.Remove(build.StreamName);
            Finish(build, outcome);
            StartWhatCan();
        }
    }

    private void Finish(QueuedBuild build, BuildOutcome outcome)
    {
        build.State = BuildState.Finished;
        build.FinishedAt = _time.GetUtcNow();
        _builds.Remove(build.Id);
        var snapshot = ToSnapshot(build);
        build.Output.Complete();
        build.Tell(() =>
        {
            _listeners.Finished(snapshot, outcome);
            build.Output.Release();
            build.Complete(outcome);
        });
    }

    private static BuildOutcome OutcomeOfCancelled(QueuedBuild build) => new(
        build.IsInterrupted ? BuildOutcomeKind.Interrupted : BuildOutcomeKind.Cancelled,
        $"{build.StreamName}: {build.CancelReason}");

    private void TakePlace(QueuedBuild build)
    {
        build.HasPlace = true;
        _takenPlaces++;
    }

    private void LeavePlace(QueuedBuild build)
    {
        if (build.HasPlace)
        {
            build.HasPlace = false;
            _takenPlaces--;
            StartWhatCan();
        }
    }

    private async Task TakePlaceAgainAsync(QueuedBuild build, CancellationToken cancellationToken)
    {
        var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _returning.Enqueue((build, place));
            StartWhatCan();
        }

        // Whoever is first, the place or the cancellation, decides whether the build has a place to leave.
        using var gaveUp = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        await place.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Refuses an order that could never be done because who orders it would be waiting for himself: through source images,
    /// or behind another build of a stream.
    /// </summary>
    private void RefuseCycle(QueuedBuild parent, BuildOrder order)
    {
        var chain = ImmutableArray.Create(parent.StreamName, order.StreamName);
        var next = FindJoinable(order.Request) ?? _runningByStream.GetValueOrDefault(order.StreamName);
        while (next is not null && next != parent)
        {
            if (next.StreamName != chain[^1])
            {
                chain = chain.Add(next.StreamName);
            }

            next = next.Source ?? (next.State == BuildState.Queued ? _runningByStream.GetValueOrDefault(next.StreamName) : null);
        }

        if (next == parent)
        {
            throw new BuildRefusedException(
                BuildRefusal.Cycle,
                $"the source images form a cycle: {string.Join(" -> ", chain.Add(parent.StreamName))}. "
                + "Change SourceImage in one of the manifests.");
        }
    }

    private BuildSnapshot ToSnapshot(QueuedBuild build) => build.ToSnapshot(WaitsFor(build));

    private string? WaitsFor(QueuedBuild build) => build switch
    {
        { Source: { } source } => $"its source image {source.StreamName} (build {source.Id})",
        { State: BuildState.Running, HasPlace: false } => "a free place",
        { State: not BuildState.Queued } => null,
        _ when Obstacle is { } obstacle => obstacle,
        _ when _runningByStream.TryGetValue(build.StreamName, out var other) => $"another build of the stream ({other.Id})",
        _ => "a free place",
    };
}
