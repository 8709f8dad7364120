using Imaginator.Host.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Dependencies;

/// <summary>
/// Keeps track of which stream builds on which: finds it out at the start, when the configuration changes, and when somebody
/// asks; never more often than every tenfold of the time it takes, at least 10 s.
/// </summary>
/// <param name="finder">Finds it out.</param>
/// <param name="configuration">The streams.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Where failures are told.</param>
internal sealed class DependencyService(
    DependencyFinder finder, LiveConfiguration configuration, TimeProvider time, ILogger<DependencyService> logger)
    : BackgroundService, IStreamDependencies
{
    private const int RestFactor = 10;
    private static readonly TimeSpan MinimumRest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MinimumAge = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _requests = new(1);
    private volatile DependencySnapshot _known = DependencySnapshot.None;

    // Completes with the attempt that runs, or else with the next.
    private TaskCompletionSource _attempt = NewAttempt();
    private bool _isRunning;
    private bool _isRequested = true;

    /// <inheritdoc/>
    public async Task<DependencySnapshot> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (maxAge <= TimeSpan.Zero)
        {
            // Whoever looks now and then sees what has changed by the next time.
            lock (_lock)
            {
                RequestAttempt();
            }

            return _known;
        }

        var age = maxAge < MinimumAge ? MinimumAge : maxAge;
        Task attempt;
        lock (_lock)
        {
            if (time.GetUtcNow() - _known.LastAttemptAt <= age)
            {
                return _known;
            }

            attempt = _attempt.Task;
            if (!_isRunning)
            {
                RequestAttempt();
            }
        }

        // It ends after it was asked for, whenever it began.
        await attempt.WaitAsync(cancellationToken);
        return _known;
    }

    /// <inheritdoc/>
    public string Draw(
        DependencySnapshot dependencies, IReadOnlyCollection<string> excludes, IReadOnlyCollection<string> includes)
    {
        ArgumentNullException.ThrowIfNull(dependencies);
        ArgumentNullException.ThrowIfNull(excludes);
        ArgumentNullException.ThrowIfNull(includes);
        // Bootstrap streams are rebuilt as well, all of them, so that there is nothing to tell apart (nor does the original).
        return DependencyGraph.ToDot(
            dependencies, configuration.Current.Main.ImageStreamsToAutoRebuild, excludes, includes);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        lock (_lock)
        {
            _attempt.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _requests.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        configuration.Changed += OnChanged;
        try
        {
            while (true)
            {
                await _requests.WaitAsync(stoppingToken);
                var took = await AttemptAsync(stoppingToken);
                var rest = took * RestFactor > MinimumRest ? took * RestFactor : MinimumRest;
                await Task.Delay(rest, time, stoppingToken);
            }
        }
        finally
        {
            configuration.Changed -= OnChanged;
        }

        void OnChanged(object? sender, EventArgs e)
        {
            lock (_lock)
            {
                RequestAttempt();
            }
        }
    }

    private async Task<TimeSpan> AttemptAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // What is wanted from here on may be newer than what is found now.
            _isRequested = false;
            _isRunning = true;
        }

        var started = time.GetTimestamp();
        var found = await finder.FindAsync(_known, cancellationToken);
        LogFailure(_known, found);
        _known = found;
        lock (_lock)
        {
            _isRunning = false;
            _attempt.TrySetResult();
            _attempt = NewAttempt();
        }

        return time.GetElapsedTime(started);
    }

    private void LogFailure(DependencySnapshot before, DependencySnapshot after)
    {
        if (after.LastAttemptError.Length > 0 && after.LastAttemptError != before.LastAttemptError)
        {
            DependencyLog.AttemptFailed(logger, after.LastAttemptError);
        }
    }

    /// <summary>Has an attempt made as soon as it may be. Under the lock.</summary>
    private void RequestAttempt()
    {
        if (!_isRequested)
        {
            _isRequested = true;
            _requests.Release();
        }
    }

    private static TaskCompletionSource NewAttempt() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
