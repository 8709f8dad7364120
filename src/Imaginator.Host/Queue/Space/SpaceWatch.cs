using Imaginator.Quantities;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Space;

/// <summary>
/// Says whether there is room for another build. Once there was too little, there must be a tenth more before builds start
/// again, so that they do not begin and fail by turns. Thread-safe.
/// </summary>
internal sealed class SpaceWatch : IDisposable
{
    /// <summary>How often it looks by itself: a call of statfs.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly SpaceOptions _options;
    private readonly Func<string, FreeSpace> _look;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private string? _shortage;

    /// <summary>Starts to watch.</summary>
    /// <param name="options">How much room there must be.</param>
    /// <param name="look">Looks at a directory's disk.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told when the room ends, and when there is some again.</param>
    public SpaceWatch(
        SpaceOptions options, Func<string, FreeSpace> look, TimeProvider time, ILogger<SpaceWatch> logger)
    {
        _options = options;
        _look = look;
        _logger = logger;
        _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
        Look();
    }

    /// <summary>Is called when there is room again; from any thread.</summary>
    public event Action? RoomAgain;

    /// <summary>What is missing where, in one line for people; null if there is room.</summary>
    public string? Shortage => Volatile.Read(ref _shortage);

    /// <summary>Looks now.</summary>
    public void Look()
    {
        var before = Shortage;
        var now = _options.Minimum == 0 ? null : Find(before is not null);
        if (Interlocked.CompareExchange(ref _shortage, now, before) != before || (before is null) == (now is null))
        {
            // Nothing new, or somebody else has looked meanwhile.
            return;
        }

        if (now is not null)
        {
            QueueLog.NoRoom(_logger, now);
            return;
        }

        QueueLog.RoomAgain(_logger);
        RoomAgain?.Invoke();
    }

    public void Dispose() => _timer.Dispose();

    private string? Find(bool isShort)
    {
        foreach (var directory in _options.Directories)
        {
            FreeSpace space;
            try
            {
                space = _look(directory);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"the room for builds is not known: {e.Message}";
            }

            var minimum = _options.MinimumOf(space.Total);
            if (space.Free < (isShort ? minimum + (minimum / 10) : minimum))
            {
                return $"no room on the disk: {ByteSize.Describe(space.Free)} are free in {directory}, and builds start with "
                    + $"{ByteSize.Describe(minimum)} (-{Hosting.Flags.QueueFlags.MinimumFreeSpace.Name}); they go on when there is more";
            }
        }

        return null;
    }
}
