using Imaginator.Quantities;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Space;

/// <summary>
/// Reports whether there is disk space for another build, and whether the builder can use it. During a shortage, caches are trimmed:
/// at each check, because running builds still use a part of them. After it, builds start again when there is a tenth more than the
/// minimum, so that they do not start and fail in turns. Thread-safe.
/// </summary>
internal sealed class SpaceMonitor : IDisposable
{
    /// <summary>The time between two checks: a check is a call of statfs.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly SpaceOptions _options;
    private readonly Func<string, FreeSpace> _measure;
    private readonly BuilderSupply? _builder;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private string? _shortage;

    /// <summary>Measures the directories, and opens a missing builder when they have space.</summary>
    public SpaceMonitor(
        SpaceOptions options, TimeProvider timeProvider, ILogger<SpaceMonitor> logger, BuilderSupply? builder = null)
        : this(options, FreeSpace.Of, timeProvider, logger, builder)
    {
    }

    /// <summary>Measures directories with another function than <see cref="FreeSpace.Of"/>.</summary>
    internal SpaceMonitor(
        SpaceOptions options,
        Func<string, FreeSpace> measure,
        TimeProvider timeProvider,
        ILogger<SpaceMonitor> logger,
        BuilderSupply? builder = null)
    {
        _builder = builder;
        _options = options;
        _measure = measure;
        _logger = logger;
        _timer = timeProvider.CreateTimer(_ => Check(), null, Interval, Interval);
        Check();
    }

    /// <summary>Raised on any thread when a shortage ends.</summary>
    public event Action? SpaceAvailable;

    /// <summary>Describes the shortage in one line for people; null if there is enough space.</summary>
    public string? Shortage => Volatile.Read(ref _shortage);

    /// <summary>Checks the space now.</summary>
    public void Check()
    {
        var before = Shortage;
        var now = (_options.Minimum == 0 ? null : Find(before is not null)) ?? _builder?.TryPrepare();
        if (now is not null)
        {
            _builder?.ReleaseReservedSpace();
            _builder?.TrimCaches();
        }

        if (Interlocked.CompareExchange(ref _shortage, now, before) != before || (before is null) == (now is null))
        {
            // Nothing has changed, or another thread has checked in between.
            return;
        }

        if (now is not null)
        {
            SpaceLog.Insufficient(_logger, now);
            return;
        }

        _builder?.ReserveSpace();
        SpaceLog.Available(_logger);
        SpaceAvailable?.Invoke();
    }

    public void Dispose() => _timer.Dispose();

    private string? Find(bool isShort)
    {
        foreach (var directory in _options.Directories)
        {
            FreeSpace space;
            try
            {
                space = _measure(directory);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"cannot measure the free space of \"{directory}\": {e.Clause()}";
            }

            var minimum = _options.MinimumOf(space.Total);
            var required = isShort ? minimum + (minimum / 10) : minimum;
            if (space.Free < required)
            {
                return $"not enough disk space in \"{directory}\": {ByteSize.Describe(space.Free)} free, builds require "
                    + $"{ByteSize.Describe(required)} (-{SpaceFlags.MinimumFreeSpace.Name})";
            }
        }

        return null;
    }
}
