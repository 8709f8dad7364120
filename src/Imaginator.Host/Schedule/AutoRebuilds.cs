using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Schedule;

/// <summary>
/// Rebuilds all bootstrap streams and those that the configuration lists, at every interval; where it is not possible, the
/// newest images live on instead.
/// </summary>
/// <param name="configuration">The streams.</param>
/// <param name="dependencies">What builds on what.</param>
/// <param name="queue">Builds.</param>
/// <param name="lifetimes">Extends the life of images.</param>
/// <param name="options">How often.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Where it is told.</param>
internal sealed class AutoRebuilds(
    LiveConfiguration configuration,
    IStreamDependencies dependencies,
    IBuildQueue queue,
    ExpirationExtender lifetimes,
    RebuildOptions options,
    TimeProvider time,
    ILogger<AutoRebuilds> logger) : BackgroundService, IAutoRebuilds
{
    // The order is worth waiting for, but not for a server of manifests that does not answer.
    private static readonly TimeSpan DependencyTimeout = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private RebuildCycle? _latest;
    private DateTimeOffset? _nextAt;

    /// <inheritdoc/>
    public RebuildStatus Status
    {
        get
        {
            lock (_lock)
            {
                return new RebuildStatus(_nextAt, _latest?.ToSnapshot());
            }
        }
    }

    /// <summary>Completes, never failing, when the cycle that runs is over; completed if none runs.</summary>
    internal Task Running
    {
        get
        {
            lock (_lock)
            {
                return _running;
            }
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(bool waitToStart, bool waitForComplete, CancellationToken cancellationToken)
    {
        RefuseIfDisabled();
        Task cycle;
        while (!TryBegin(out cycle))
        {
            if (!waitToStart)
            {
                throw new ImaginatorException("auto build busy");
            }

            await cycle.WaitAsync(cancellationToken);
            RefuseIfDisabled();
        }

        if (waitForComplete)
        {
            await cycle.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
        await Running.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        SetNext(RebuildOptions.FirstDelay);
        await Task.Delay(RebuildOptions.FirstDelay, time, stoppingToken);
        using var timer = new PeriodicTimer(options.Interval, time);
        do
        {
            SetNext(options.Interval);
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                ScheduleLog.Unexpected(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Begins a cycle; or else has images live on until one can begin.</summary>
    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        if (DisabledUntil is { } until)
        {
            var reason = $"automatic rebuilds are disabled until {until:u}";
            await Task.WhenAll(Streams.Select(stream => lifetimes.ExtendAsync(stream, reason, cancellationToken)));
        }
        else if (!TryBegin(out _))
        {
            RebuildCycle? cycle;
            lock (_lock)
            {
                cycle = _latest;
            }

            await (cycle?.ExtendPendingAsync(cancellationToken) ?? Task.CompletedTask);
        }
    }

    private bool TryBegin(out Task cycle)
    {
        lock (_lock)
        {
            if (!_running.IsCompleted)
            {
                cycle = _running;
                return false;
            }

            _running = cycle = Task.Run(() => RunCycleAsync(_stopping.Token));
            return true;
        }
    }

    private async Task RunCycleAsync(CancellationToken cancellationToken)
    {
        try
        {
            var plan = RebuildPlan.Of(Streams, (await GetDependenciesAsync(cancellationToken)).StreamToSource);
            var cycle = new RebuildCycle(plan, queue, lifetimes, options, time, logger);
            lock (_lock)
            {
                _latest = cycle;
            }

            ScheduleLog.CycleStarted(logger, plan.Rebuilds.Length);
            var started = time.GetTimestamp();
            await cycle.RunAsync(cancellationToken);
            Log(cycle.ToSnapshot(), time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops; the queue remembers what was interrupted.
        }
        catch (Exception e)
        {
            ScheduleLog.Unexpected(logger, e);
        }
    }

    private async Task<DependencySnapshot> GetDependenciesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await dependencies.GetAsync(options.Interval, cancellationToken)
                .WaitAsync(DependencyTimeout, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            ScheduleLog.DependenciesUnknown(logger, e.Message);
            return await dependencies.GetAsync(TimeSpan.Zero, cancellationToken);
        }
    }

    private void RefuseIfDisabled()
    {
        if (DisabledUntil is { } until)
        {
            throw new ImaginatorException($"automatic rebuilds are disabled until {until:u}");
        }
    }

    private DateTimeOffset? DisabledUntil => queue.Current.AutoBuildsDisabledUntil;

    private IEnumerable<string> Streams
    {
        get
        {
            var main = configuration.Current.Main;
            return main.BootstrapStreams.Keys.Concat(main.ImageStreamsToAutoRebuild).Distinct(StringComparer.Ordinal);
        }
    }

    private void SetNext(TimeSpan delay)
    {
        lock (_lock)
        {
            _nextAt = time.GetUtcNow() + delay;
        }
    }

    private void Log(RebuildCycleSnapshot cycle, TimeSpan duration)
    {
        int Count(StreamRebuildState state) => cycle.Streams.Count(stream => stream.State == state);
        ScheduleLog.CycleFinished(
            logger,
            (long)duration.TotalMilliseconds,
            Count(StreamRebuildState.Rebuilt),
            Count(StreamRebuildState.Extended),
            Count(StreamRebuildState.Failed));
    }
}
