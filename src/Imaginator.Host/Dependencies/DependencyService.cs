using Imaginator.Building.Threading;
using Imaginator.Host.Configuration;
using Imaginator.Host.Memory;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Dependencies;

/// <summary>
/// Keeps the dependencies up to date: finds them at the start, after a change of the configuration, and on demand. After an
/// attempt it rests ten times the duration of the attempt, at least 10 s.
/// </summary>
internal sealed class DependencyService(
    DependencyFinder finder,
    LiveConfiguration configuration,
    IdleMemoryCollector memory,
    TimeProvider timeProvider,
    ILogger<DependencyService> logger)
    : BackgroundService, IStreamDependencies
{
    private const int RestFactor = 10;
    private static readonly TimeSpan MinimumRest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MinimumAge = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _requests = new(1);
    private volatile DependencySnapshot _known = DependencySnapshot.None;

    // Raised at the end of each attempt.
    private readonly ChangeSignal _attempt = new();
    private bool _isRunning;
    private bool _isRequested = true;

    public DependencySnapshot Current => _known;

    public async Task<DependencySnapshot> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (maxAge <= TimeSpan.Zero)
        {
            // The next call sees the result.
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
            if (timeProvider.GetUtcNow() - _known.LastAttemptAt <= age)
            {
                return _known;
            }

            attempt = _attempt.Next;
            if (!_isRunning)
            {
                RequestAttempt();
            }
        }

        // The attempt ends after this call, even if it began before.
        await attempt.WaitAsync(cancellationToken);
        return _known;
    }

    public string Draw(
        DependencySnapshot dependencies, IReadOnlyCollection<string> excludes, IReadOnlyCollection<string> includes)
    {
        ArgumentNullException.ThrowIfNull(dependencies);
        ArgumentNullException.ThrowIfNull(excludes);
        ArgumentNullException.ThrowIfNull(includes);

        // All bootstrap streams are rebuilt automatically, so bold would not distinguish them; the original does not either.
        return DependencyGraph.ToDot(
            dependencies, configuration.Current.Main.ImageStreamsToAutoRebuild, excludes, includes);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        lock (_lock)
        {
            _attempt.Cancel();
        }
    }

    public override void Dispose()
    {
        _requests.Dispose();
        base.Dispose();
    }

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
                await Task.Delay(rest, timeProvider, stoppingToken);
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
            // A request from here on can concern newer manifests than this attempt finds.
            _isRequested = false;
            _isRunning = true;
        }

        var started = timeProvider.GetTimestamp();
        var found = await finder.FindAsync(_known, cancellationToken);
        LogFailure(_known, found);
        _known = found;
        lock (_lock)
        {
            _isRunning = false;
            _attempt.Raise();
        }

        // The collection that follows the start can come before the end of the first attempt.
        memory.ReportLargeUse();
        return timeProvider.GetElapsedTime(started);
    }

    private void LogFailure(DependencySnapshot before, DependencySnapshot after)
    {
        if (after.LastAttemptError.Length > 0 && after.LastAttemptError != before.LastAttemptError)
        {
            DependencyLog.AttemptFailed(logger, after.LastAttemptError);
        }
    }

    /// <summary>Requests an attempt after the rest. Under the lock.</summary>
    private void RequestAttempt()
    {
        if (!_isRequested)
        {
            _isRequested = true;
            _requests.Release();
        }
    }
}
