using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Schedule;

/// <summary>
/// Rebuilds all bootstrap streams and the configured image streams at every interval, or extends their newest images.
/// </summary>
internal sealed class AutoRebuilds(
    LiveConfiguration configuration,
    IStreamDependencies dependencies,
    IBuildQueue queue,
    ExpirationExtender extender,
    RebuildOptions options,
    TimeProvider timeProvider,
    ILogger<AutoRebuilds> logger) : BackgroundService, IAutoRebuilds
{
    // A manifest server that does not answer must not delay the cycle longer.
    private static readonly TimeSpan DependencyTimeout = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private RebuildCycle? _latest;
    private DateTimeOffset? _nextAt;

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

    /// <summary>Completes without error when the running cycle ends; completed if no cycle is running.</summary>
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

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
        await Running.WaitAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        SetNext(RebuildOptions.FirstDelay);
        await Task.Delay(RebuildOptions.FirstDelay, timeProvider, stoppingToken);
        using var timer = new PeriodicTimer(options.Interval, timeProvider);
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

    /// <summary>Starts a cycle, or extends images if no cycle can start now.</summary>
    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        if (DisabledUntil is { } until)
        {
            var reason = $"automatic rebuilds are disabled until {until:u}";
            await Task.WhenAll(Streams.Select(stream => extender.ExtendAsync(stream, reason, cancellationToken)));
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
            var cycle = new RebuildCycle(plan, queue, extender, options, timeProvider, logger);
            lock (_lock)
            {
                _latest = cycle;
            }

            ScheduleLog.CycleStarted(logger, plan.Rebuilds.Length);
            var started = timeProvider.GetTimestamp();
            await cycle.RunAsync(cancellationToken);
            Log(cycle.ToSnapshot(), timeProvider.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops; the next daemon retries the interrupted builds.
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
                .WaitAsync(DependencyTimeout, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            ScheduleLog.DependenciesUnknown(logger, $"no result after {DependencyTimeout.TotalSeconds} s");
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
            _nextAt = timeProvider.GetUtcNow() + delay;
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
