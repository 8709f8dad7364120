using System.Collections.Immutable;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// The last lines of the daemon's log, for the status page: as in the log file, with masked secrets, not escaped for HTML.
/// Thread-safe.
/// </summary>
internal sealed class RecentLogLines
{
    /// <summary>The limit of a line in characters, which bounds the memory of all lines.</summary>
    public const int MaximumLength = 2048;

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly Queue<string> _lines = new();

    /// <summary>Creates a buffer for a number of lines; 0 keeps none.</summary>
    public RecentLogLines(int capacity) => _capacity = capacity;

    /// <summary>The newest lines, oldest first, without line feeds.</summary>
    public ImmutableArray<string> Newest(int maximum = int.MaxValue)
    {
        lock (_lock)
        {
            return [.. _lines.Skip(_lines.Count - Math.Min(_lines.Count, maximum))];
        }
    }

    /// <summary>Adds the one or several lines of an event.</summary>
    internal void Add(string text)
    {
        if (_capacity == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var line in text.AsSpan().TrimEnd('\n').EnumerateLines())
            {
                if (_lines.Count == _capacity)
                {
                    _lines.Dequeue();
                }

                _lines.Enqueue(line.Length > MaximumLength ? $"{line[..MaximumLength]}…" : line.ToString());
            }
        }
    }
}
