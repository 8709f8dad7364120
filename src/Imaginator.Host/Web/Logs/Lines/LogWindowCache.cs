using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Keeps the lines of the logs of finished builds that were read last, within a limit of memory. Thread-safe.</summary>
internal sealed class LogWindowCache
{
    private const int MaximumBytes = 8 << 20;

    private readonly Lock _lock = new();
    private readonly LinkedList<(BuildId Build, LogWindow Window)> _kept = new();
    private int _bytes;

    /// <summary>Finds lines, fewer than <paramref name="count"/> if not all of them are kept; null if the first one is not.</summary>
    public LogWindow? Find(BuildId build, int firstLine, int count)
    {
        lock (_lock)
        {
            foreach (var (kept, window) in _kept)
            {
                if (kept.Equals(build) && window.FirstLine <= firstLine && firstLine < window.End)
                {
                    return window.Part(firstLine, count);
                }
            }

            return null;
        }
    }

    /// <summary>Keeps lines, and drops the oldest ones.</summary>
    public void Keep(BuildId build, IEnumerable<LogWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        lock (_lock)
        {
            foreach (var window in windows.Where(window => window.Count > 0))
            {
                _kept.AddFirst((build, window));
                _bytes += SizeOf(window);
            }

            while (_bytes > MaximumBytes && _kept.Last is { } last)
            {
                _bytes -= SizeOf(last.Value.Window);
                _kept.RemoveLast();
            }
        }
    }

    private static int SizeOf(LogWindow window) => window.Markup.Length + (window.Ends.Length * sizeof(int));
}
